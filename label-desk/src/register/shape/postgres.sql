WITH home AS (SELECT relnamespace AS oid FROM pg_class WHERE oid = 'register'::regclass),
extensions AS (SELECT classid, objid FROM pg_depend WHERE deptype = 'e'),
relations AS (
  SELECT c.oid, c.relname, c.relkind, c.relpersistence, c.relrowsecurity
  FROM pg_class c JOIN home ON c.relnamespace = home.oid
  WHERE (('pg_class'::regclass)::oid, c.oid) NOT IN (SELECT classid, objid FROM extensions)
)
SELECT CASE relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'table' WHEN 'f' THEN 'table' WHEN 'S' THEN 'sequence'
         ELSE 'view' END AS kind,
  relname::text AS name,
  concat_ws(' ', relkind, relpersistence,
    CASE WHEN relrowsecurity THEN 'row security' END,
    CASE WHEN EXISTS (SELECT 1 FROM pg_inherits WHERE inhparent = r.oid) THEN 'has children' END,
    CASE WHEN to_regclass(quote_ident(relname)) IS DISTINCT FROM r.oid THEN 'hidden by another' END,
    (SELECT string_agg(concat_ws(' ', attname, format_type(atttypid, atttypmod), CASE WHEN attnotnull THEN 'not null' END,
         pg_get_expr(adbin, adrelid)), ', ' ORDER BY attnum)
       FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
       WHERE attrelid = r.oid AND attnum > 0 AND NOT attisdropped)) AS definition
  FROM relations r WHERE relkind IN ('r', 'p', 'f', 'S', 'v', 'm')
UNION ALL
SELECT 'index', i.relname::text,
  concat_ws(' ', pg_get_indexdef(x.indexrelid, 0, true), CASE WHEN NOT (indisvalid AND indisready) THEN 'invalid' END)
  FROM pg_index x JOIN relations r ON r.oid = indrelid JOIN pg_class i ON i.oid = indexrelid
UNION ALL
SELECT 'constraint', conname || ' on ' || relname,
  concat_ws(' ', pg_get_constraintdef(k.oid, true), CASE WHEN NOT convalidated THEN 'unchecked' END)
  FROM pg_constraint k JOIN relations r ON r.oid = conrelid WHERE contype IN ('c', 'f', 'p', 'u', 'x')
UNION ALL
SELECT CASE WHEN tgenabled IN ('O', 'A') THEN 'trigger' ELSE 'disabled trigger' END, tgname || ' on ' || relname,
  concat_ws(' ', pg_get_triggerdef(t.oid, true), CASE WHEN pronamespace <> home.oid THEN 'of another schema' END)
  FROM pg_trigger t JOIN relations r ON r.oid = tgrelid JOIN pg_proc p ON p.oid = tgfoid CROSS JOIN home
  WHERE NOT tgisinternal
UNION ALL
SELECT 'disabled check', conname || ' on ' || relname, ''
  FROM pg_trigger t JOIN relations r ON r.oid = tgrelid JOIN pg_constraint k ON k.oid = tgconstraint
  WHERE tgisinternal AND tgenabled NOT IN ('O', 'A') GROUP BY conname, relname
UNION ALL
SELECT 'rule', rulename || ' on ' || relname, pg_get_ruledef(w.oid, true)
  FROM pg_rewrite w JOIN relations r ON r.oid = ev_class WHERE rulename <> '_RETURN'
UNION ALL
SELECT 'policy', polname || ' on ' || relname, ''
  FROM pg_policy JOIN relations r ON r.oid = polrelid
UNION ALL
SELECT 'function', proname || '(' || pg_get_function_identity_arguments(p.oid) || ')',
  concat_ws(' ', lanname, prokind, format_type(prorettype, NULL), CASE WHEN prosecdef THEN 'security definer' END,
    proconfig::text, prosrc)
  FROM pg_proc p JOIN home ON pronamespace = home.oid JOIN pg_language l ON l.oid = prolang
  WHERE (('pg_proc'::regclass)::oid, p.oid) NOT IN (SELECT classid, objid FROM extensions)
UNION ALL
SELECT 'operator', oprname::text, ''
  FROM pg_operator o JOIN home ON oprnamespace = home.oid
  WHERE (('pg_operator'::regclass)::oid, o.oid) NOT IN (SELECT classid, objid FROM extensions)
UNION ALL
SELECT 'setting', 'session_replication_role', setting FROM (
    SELECT current_setting('session_replication_role') AS setting
    UNION SELECT split_part(config, '=', 2) FROM pg_db_role_setting, unnest(setconfig) AS config
      WHERE config LIKE 'session\_replication\_role=%'
      AND setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
  ) AS settings WHERE setting <> 'origin'
UNION ALL
SELECT 'setting', 'search_path', array_to_string(current_schemas(true), ', ')
  FROM home JOIN pg_namespace n ON n.oid = home.oid
  WHERE array_position(current_schemas(true), 'pg_catalog') > array_position(current_schemas(true), nspname)
ORDER BY 1, 2
