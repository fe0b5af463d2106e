/* A PKCS#11 module for tests: SoftHSM 2, with faults on request.
 *
 * What it needs stands beside it, under its own file name with an ending: NAME.conf is SoftHSM's
 * configuration, NAME.fault the fault, as a word and up to two numbers:
 *
 *   lie               every signature has one bit turned
 *   lost RV N         after N signatures were begun, beginning another gives RV
 *   login RV          logging in gives RV
 *   mechanisms        no mechanism that signs is listed
 *   sha256            ECDSA is offered over messages only, not over digests
 *   raw               the point of a public key is not wrapped in an OCTET STRING
 *   alone             keys show no point, and public keys cannot be found
 *   sessions N        no more than N sessions are open at once
 *   readonly          nothing can be generated
 *   curve             curves are known by name, not by identifier
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SOFTHSM "/usr/lib/softhsm/libsofthsm2.so"

typedef unsigned long ulong_t;
typedef struct { ulong_t type; void *value; ulong_t length; } attribute_t;
typedef struct { ulong_t mechanism; void *parameter; ulong_t length; } mechanism_t;

enum { CKR_OK = 0, CKR_BUFFER_TOO_SMALL = 0x150, CKR_DOMAIN_PARAMS_INVALID = 0x130,
       CKR_SESSION_COUNT = 0xb1, CKR_TOKEN_WRITE_PROTECTED = 0xe2 };
enum { CKM_SHA256 = 0x250, CKM_ECDSA = 0x1041, CKM_ECDSA_SHA256 = 0x1044, CKM_EDDSA = 0x1057,
       CKM_VENDOR = 0x80000001 };
enum { CKA_CLASS = 0, CKA_EC_PARAMS = 0x180, CKA_EC_POINT = 0x181, CKO_PUBLIC_KEY = 2 };

/* The places of the functions in CK_FUNCTION_LIST (PKCS#11 2.40). */
enum { INITIALIZE = 0, GET_FUNCTION_LIST = 3, GET_MECHANISM_LIST = 7, OPEN_SESSION = 12,
       CLOSE_SESSION = 13, LOGIN = 18, GET_ATTRIBUTE_VALUE = 24, FIND_OBJECTS_INIT = 26,
       DIGEST_INIT = 37, DIGEST = 38, SIGN_INIT = 42, SIGN = 43, GENERATE_KEY_PAIR = 59,
       FUNCTIONS = 68 };

typedef struct { unsigned char version[2]; ulong_t (*call[FUNCTIONS])(); } list_t;

static list_t *real, ours;
static atomic_ulong begun, sessions;
static _Thread_local int hashing;

/* The path of a file beside this module. */
static const char *beside(const char *ending) {
    static _Thread_local char path[4096];
    Dl_info info;
    dladdr(&ours, &info);
    snprintf(path, sizeof path, "%s.%s", info.dli_fname, ending);
    return path;
}

/* Whether this fault is asked for, and its numbers. */
static int fault(const char *name, ulong_t *one, ulong_t *two) {
    char word[32] = "";
    ulong_t numbers[2] = {0, 0};
    FILE *file = fopen(beside("fault"), "r");
    if (file) {
        if (fscanf(file, "%31s %li %li", word, (long *)&numbers[0], (long *)&numbers[1]) < 1)
            word[0] = 0;
        fclose(file);
    }
    if (one) *one = numbers[0];
    if (two) *two = numbers[1];
    return strcmp(word, name) == 0;
}

static ulong_t open_session(ulong_t slot, ulong_t flags, void *app, void *notify, ulong_t *handle) {
    ulong_t most;
    if (fault("sessions", &most, 0) && sessions >= most) return CKR_SESSION_COUNT;
    ulong_t rv = real->call[OPEN_SESSION](slot, flags, app, notify, handle);
    if (rv == CKR_OK) sessions++;
    return rv;
}

static ulong_t close_session(ulong_t handle) {
    sessions--;
    return real->call[CLOSE_SESSION](handle);
}

static ulong_t login(ulong_t session, ulong_t user, unsigned char *pin, ulong_t length) {
    ulong_t rv;
    return fault("login", &rv, 0) ? rv : real->call[LOGIN](session, user, pin, length);
}

static ulong_t get_mechanism_list(ulong_t slot, ulong_t *list, ulong_t *count) {
    ulong_t rv = real->call[GET_MECHANISM_LIST](slot, list, count);
    int none = fault("mechanisms", 0, 0), sha256 = fault("sha256", 0, 0);
    for (ulong_t i = 0; list && rv == CKR_OK && i < *count; i++) {
        if (none && (list[i] == CKM_ECDSA || list[i] == CKM_EDDSA)) list[i] = CKM_VENDOR;
        if (sha256 && list[i] == CKM_ECDSA) list[i] = CKM_ECDSA_SHA256;
    }
    return rv;
}

static ulong_t get_attribute_value(ulong_t session, ulong_t object, attribute_t *list, ulong_t n) {
    attribute_t *point = 0;
    for (ulong_t i = 0; i < n; i++)
        if (list[i].type == CKA_EC_POINT) point = &list[i];
    if (point && fault("alone", 0, 0)) point->type = CKM_VENDOR;
    ulong_t skip = point && fault("raw", 0, 0) ? 2 : 0;
    if (!skip) return real->call[GET_ATTRIBUTE_VALUE](session, object, list, n);
    unsigned char wrapped[256];
    void *value = point->value;
    ulong_t room = point->length;
    point->value = wrapped;
    point->length = sizeof wrapped;
    ulong_t rv = real->call[GET_ATTRIBUTE_VALUE](session, object, list, n);
    point->value = value;
    if (point->length == (ulong_t)-1) return rv;
    point->length -= skip;
    if (!value) return rv;
    if (room < point->length) return CKR_BUFFER_TOO_SMALL;
    memcpy(value, wrapped + skip, point->length);
    return rv;
}

static ulong_t find_objects_init(ulong_t session, attribute_t *list, ulong_t n) {
    for (ulong_t i = 0; i < n && fault("alone", 0, 0); i++)
        if (list[i].type == CKA_CLASS && *(ulong_t *)list[i].value == CKO_PUBLIC_KEY)
            *(ulong_t *)list[i].value = CKM_VENDOR;
    return real->call[FIND_OBJECTS_INIT](session, list, n);
}

static ulong_t sign_init(ulong_t session, mechanism_t *mechanism, ulong_t key) {
    ulong_t rv, most;
    if (fault("lost", &rv, &most) && begun++ >= most) return rv;
    mechanism_t digested = {CKM_ECDSA, 0, 0};
    int sha256 = fault("sha256", 0, 0);
    if (sha256 && mechanism->mechanism == CKM_ECDSA) return CKR_DOMAIN_PARAMS_INVALID;
    hashing = sha256 && mechanism->mechanism == CKM_ECDSA_SHA256;
    return real->call[SIGN_INIT](session, hashing ? &digested : mechanism, key);
}

static ulong_t sign(ulong_t session, unsigned char *data, ulong_t length, unsigned char *signature,
                    ulong_t *size) {
    unsigned char digest[32];
    if (hashing && signature) {
        /* A session of its own: the one that signs is busy. */
        mechanism_t sha256 = {CKM_SHA256, 0, 0};
        ulong_t other, room = sizeof digest, slot = 0;
        struct { ulong_t slot, state, flags, error; } info;
        real->call[15](session, &info);
        slot = info.slot;
        real->call[OPEN_SESSION](slot, 4UL, (void *)0, (void *)0, &other);
        real->call[DIGEST_INIT](other, &sha256);
        real->call[DIGEST](other, data, length, digest, &room);
        real->call[CLOSE_SESSION](other);
        data = digest;
        length = room;
    }
    ulong_t rv = real->call[SIGN](session, data, length, signature, size);
    if (rv == CKR_OK && signature && fault("lie", 0, 0)) signature[10] ^= 1;
    return rv;
}

static ulong_t generate_key_pair(ulong_t session, mechanism_t *mechanism, attribute_t *public,
                                 ulong_t publics, attribute_t *private, ulong_t privates,
                                 ulong_t *public_key, ulong_t *private_key) {
    if (fault("readonly", 0, 0)) return CKR_TOKEN_WRITE_PROTECTED;
    for (ulong_t i = 0; i < publics && fault("curve", 0, 0); i++)
        if (public[i].type == CKA_EC_PARAMS && *(unsigned char *)public[i].value == 6)
            return CKR_DOMAIN_PARAMS_INVALID;
    return real->call[GENERATE_KEY_PAIR](session, mechanism, public, publics, private, privates,
                                         public_key, private_key);
}

static ulong_t initialize(void *arguments) {
    setenv("SOFTHSM2_CONF", beside("conf"), 1);
    return real->call[INITIALIZE](arguments);
}

ulong_t C_GetFunctionList(list_t **list) {
    void *module = dlopen(SOFTHSM, RTLD_NOW);
    if (!module) return 5;
    ulong_t (*get)(list_t **) = (ulong_t (*)(list_t **))dlsym(module, "C_GetFunctionList");
    ulong_t rv = get(&real);
    if (rv != CKR_OK) return rv;
    ours = *real;
    ours.call[INITIALIZE] = initialize;
    ours.call[GET_FUNCTION_LIST] = C_GetFunctionList;
    ours.call[GET_MECHANISM_LIST] = get_mechanism_list;
    ours.call[OPEN_SESSION] = open_session;
    ours.call[CLOSE_SESSION] = close_session;
    ours.call[LOGIN] = login;
    ours.call[GET_ATTRIBUTE_VALUE] = get_attribute_value;
    ours.call[FIND_OBJECTS_INIT] = find_objects_init;
    ours.call[SIGN_INIT] = sign_init;
    ours.call[SIGN] = sign;
    ours.call[GENERATE_KEY_PAIR] = generate_key_pair;
    *list = &ours;
    return CKR_OK;
}
