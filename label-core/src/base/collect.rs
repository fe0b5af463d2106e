//! Lists made item by item.

/// Maps every item, up to the first error.
///
/// Does what `collect` into a `Result` does, in half the code: a browser downloads every copy of it.
pub(crate) fn try_map<T, U, E>(
    items: impl IntoIterator<Item = T>,
    mut map: impl FnMut(T) -> Result<U, E>,
) -> Result<Vec<U>, E> {
    let items = items.into_iter();
    let mut mapped = Vec::with_capacity(items.size_hint().0);
    for item in items {
        mapped.push(map(item)?);
    }
    Ok(mapped)
}
