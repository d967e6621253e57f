// An OpenSSL provider whose private keys ask their owner to sign, for keys in tokens.
#ifndef COPENSSL_PROVIDER_H
#define COPENSSL_PROVIDER_H

#include "includes.h"

#include <openssl/core_names.h>
#include <openssl/params.h>
#include <openssl/rsa.h>

/// How a digest is to be signed.
enum copenssl_signing {
    COPENSSL_ECDSA,
    COPENSSL_RSA_PKCS1,
    COPENSSL_RSA_PSS,
};

/// Whoever signs; lives as long as the keys that name it.
struct copenssl_signer {
    void *owner;
    /// Writes at most `*count` bytes and says how many; 0 when it cannot.
    int (*sign)(
        void *owner, enum copenssl_signing signing, const unsigned char *digest,
        size_t digest_count, unsigned char *signature, size_t *count);
};

// ---- Keys: a public half, and somebody who signs -----------------------------------------------

enum { copenssl_public_max = 2048 };

struct copenssl_token_key {
    struct copenssl_signer signer;
    int is_rsa;
    char group[32];
    /// A point, or a modulus.
    unsigned char bytes[copenssl_public_max];
    size_t count;
};

static struct copenssl_token_key *copenssl_new_key(int is_rsa) {
    struct copenssl_token_key *key = OPENSSL_zalloc(sizeof *key);
    if (key != NULL) key->is_rsa = is_rsa;
    return key;
}

static void *copenssl_new_ec(void *provider) {
    (void)provider;
    return copenssl_new_key(0);
}

static void *copenssl_new_rsa(void *provider) {
    (void)provider;
    return copenssl_new_key(1);
}

static void copenssl_free_key(void *key) { OPENSSL_free(key); }

static int copenssl_has(const void *opaque, int selection) {
    const struct copenssl_token_key *key = opaque;
    if ((selection & OSSL_KEYMGMT_SELECT_PRIVATE_KEY) != 0 && key->signer.sign == NULL) return 0;
    return key->count > 0;
}

/// How many bits the modulus or the coordinates have.
static int copenssl_bits(const struct copenssl_token_key *key) {
    if (key->is_rsa) return (int)key->count * 8;
    if (strcmp(key->group, "prime256v1") == 0) return 256;
    return strcmp(key->group, "secp384r1") == 0 ? 384 : 521;
}

/// The longest signature: two INTEGERs in a SEQUENCE, or as long as the modulus.
static size_t copenssl_signature_max(const struct copenssl_token_key *key) {
    if (key->is_rsa) return key->count;
    return 2 * ((size_t)(copenssl_bits(key) + 7) / 8 + 4) + 4;
}

static int copenssl_import(void *opaque, int selection, const OSSL_PARAM parameters[]) {
    struct copenssl_token_key *key = opaque;
    const OSSL_PARAM *found;
    (void)selection;
    if (key->is_rsa) {
        BIGNUM *modulus = NULL;
        found = OSSL_PARAM_locate_const(parameters, OSSL_PKEY_PARAM_RSA_N);
        if (found == NULL || !OSSL_PARAM_get_BN(found, &modulus)) return 0;
        int size = BN_num_bytes(modulus);
        if (size > 0 && size <= copenssl_public_max) {
            key->count = (size_t)BN_bn2bin(modulus, key->bytes);
        }
        BN_free(modulus);
    } else {
        char *group = key->group;
        void *bytes = key->bytes;
        found = OSSL_PARAM_locate_const(parameters, OSSL_PKEY_PARAM_GROUP_NAME);
        if (found == NULL || !OSSL_PARAM_get_utf8_string(found, &group, sizeof key->group)) {
            return 0;
        }
        found = OSSL_PARAM_locate_const(parameters, OSSL_PKEY_PARAM_PUB_KEY);
        if (found == NULL
            || !OSSL_PARAM_get_octet_string(found, &bytes, sizeof key->bytes, &key->count)) {
            return 0;
        }
    }
    found = OSSL_PARAM_locate_const(parameters, "apus-signer");
    if (found != NULL && found->data_size == sizeof key->signer) {
        memcpy(&key->signer, found->data, sizeof key->signer);
    }
    return key->count > 0;
}

static const OSSL_PARAM *copenssl_import_types(int selection) {
    static const OSSL_PARAM types[] = {
        {OSSL_PKEY_PARAM_GROUP_NAME, OSSL_PARAM_UTF8_STRING, NULL, 0, OSSL_PARAM_UNMODIFIED},
        {OSSL_PKEY_PARAM_PUB_KEY, OSSL_PARAM_OCTET_STRING, NULL, 0, OSSL_PARAM_UNMODIFIED},
        {OSSL_PKEY_PARAM_RSA_N, OSSL_PARAM_UNSIGNED_INTEGER, NULL, 0, OSSL_PARAM_UNMODIFIED},
        {"apus-signer", OSSL_PARAM_OCTET_STRING, NULL, 0, OSSL_PARAM_UNMODIFIED},
        {NULL, 0, NULL, 0, 0},
    };
    (void)selection;
    return types;
}

static int copenssl_match(const void *left, const void *right, int selection) {
    const struct copenssl_token_key *one = left, *other = right;
    (void)selection;
    return one->is_rsa == other->is_rsa && strcmp(one->group, other->group) == 0
           && one->count == other->count && memcmp(one->bytes, other->bytes, one->count) == 0;
}

static int copenssl_set_number(OSSL_PARAM parameters[], const char *name, int number) {
    OSSL_PARAM *found = OSSL_PARAM_locate(parameters, name);
    return found == NULL || OSSL_PARAM_set_int(found, number);
}

static int copenssl_get_key(void *opaque, OSSL_PARAM parameters[]) {
    const struct copenssl_token_key *key = opaque;
    int bits = copenssl_bits(key);
    // NIST SP 800-57 part 1, table 2.
    int strength = key->is_rsa ? (bits >= 3072 ? 128 : bits >= 2048 ? 112 : 80) : bits / 2;
    if (!copenssl_set_number(parameters, OSSL_PKEY_PARAM_BITS, bits)
        || !copenssl_set_number(parameters, OSSL_PKEY_PARAM_SECURITY_BITS, strength)
        || !copenssl_set_number(
            parameters, OSSL_PKEY_PARAM_MAX_SIZE, (int)copenssl_signature_max(key))) {
        return 0;
    }
    OSSL_PARAM *found = OSSL_PARAM_locate(parameters, OSSL_PKEY_PARAM_DEFAULT_DIGEST);
    if (found != NULL && !OSSL_PARAM_set_utf8_string(found, "SHA256")) return 0;
    found = OSSL_PARAM_locate(parameters, OSSL_PKEY_PARAM_GROUP_NAME);
    return found == NULL || key->is_rsa || OSSL_PARAM_set_utf8_string(found, key->group);
}

static const OSSL_PARAM *copenssl_gettable_key(void *provider) {
    static const OSSL_PARAM types[] = {
        {OSSL_PKEY_PARAM_BITS, OSSL_PARAM_INTEGER, NULL, 0, OSSL_PARAM_UNMODIFIED},
        {OSSL_PKEY_PARAM_SECURITY_BITS, OSSL_PARAM_INTEGER, NULL, 0, OSSL_PARAM_UNMODIFIED},
        {OSSL_PKEY_PARAM_MAX_SIZE, OSSL_PARAM_INTEGER, NULL, 0, OSSL_PARAM_UNMODIFIED},
        {OSSL_PKEY_PARAM_DEFAULT_DIGEST, OSSL_PARAM_UTF8_STRING, NULL, 0, OSSL_PARAM_UNMODIFIED},
        {OSSL_PKEY_PARAM_GROUP_NAME, OSSL_PARAM_UTF8_STRING, NULL, 0, OSSL_PARAM_UNMODIFIED},
        {NULL, 0, NULL, 0, 0},
    };
    (void)provider;
    return types;
}

static const char *copenssl_ec_operation(int operation) {
    return operation == OSSL_OP_SIGNATURE ? "ECDSA" : NULL;
}

static const char *copenssl_rsa_operation(int operation) {
    return operation == OSSL_OP_SIGNATURE ? "RSA" : NULL;
}

// ---- Signatures ------------------------------------------------------------------------------

struct copenssl_token_signature {
    OSSL_LIB_CTX *library;
    const struct copenssl_token_key *key;
    EVP_MD_CTX *hash;
    int padding;
};

static void *copenssl_new_signature(void *library, const char *properties) {
    struct copenssl_token_signature *signature = OPENSSL_zalloc(sizeof *signature);
    (void)properties;
    if (signature == NULL) return NULL;
    signature->library = library;
    signature->padding = RSA_PKCS1_PADDING;
    signature->hash = EVP_MD_CTX_new();
    return signature;
}

static void copenssl_free_signature(void *opaque) {
    struct copenssl_token_signature *signature = opaque;
    EVP_MD_CTX_free(signature->hash);
    OPENSSL_free(signature);
}

static int copenssl_set_signature(void *opaque, const OSSL_PARAM parameters[]) {
    struct copenssl_token_signature *signature = opaque;
    if (parameters == NULL) return 1;
    const OSSL_PARAM *found = OSSL_PARAM_locate_const(parameters, OSSL_SIGNATURE_PARAM_PAD_MODE);
    if (found == NULL) return 1;
    if (found->data_type == OSSL_PARAM_UTF8_STRING) {
        int is_pss = strcmp(found->data, OSSL_PKEY_RSA_PAD_MODE_PSS) == 0;
        signature->padding = is_pss ? RSA_PKCS1_PSS_PADDING : RSA_PKCS1_PADDING;
        return 1;
    }
    return OSSL_PARAM_get_int(found, &signature->padding)
           && (signature->padding == RSA_PKCS1_PADDING
               || signature->padding == RSA_PKCS1_PSS_PADDING);
}

/// The salt is always as long as the hash, which is what TLS says; so that is only listened to.
static const OSSL_PARAM *copenssl_settable_signature(void *opaque, void *provider) {
    static const OSSL_PARAM types[] = {
        {OSSL_SIGNATURE_PARAM_PAD_MODE, OSSL_PARAM_UTF8_STRING, NULL, 0, OSSL_PARAM_UNMODIFIED},
        {OSSL_SIGNATURE_PARAM_PSS_SALTLEN, OSSL_PARAM_UTF8_STRING, NULL, 0, OSSL_PARAM_UNMODIFIED},
        {NULL, 0, NULL, 0, 0},
    };
    (void)opaque, (void)provider;
    return types;
}

static int copenssl_start_signature(
    void *opaque, const char *hash_name, void *key, const OSSL_PARAM parameters[]) {
    struct copenssl_token_signature *signature = opaque;
    if (key != NULL) signature->key = key;
    if (signature->key == NULL || signature->key->signer.sign == NULL) return 0;
    EVP_MD *hash = EVP_MD_fetch(
        signature->library, hash_name == NULL ? "SHA256" : hash_name, NULL);
    int is_good = hash != NULL && EVP_DigestInit_ex2(signature->hash, hash, NULL);
    EVP_MD_free(hash);
    return is_good && copenssl_set_signature(opaque, parameters);
}

static int copenssl_update_signature(void *opaque, const unsigned char *bytes, size_t count) {
    struct copenssl_token_signature *signature = opaque;
    return EVP_DigestUpdate(signature->hash, bytes, count);
}

static int copenssl_end_signature(
    void *opaque, unsigned char *bytes, size_t *count, size_t bytes_max) {
    struct copenssl_token_signature *signature = opaque;
    const struct copenssl_token_key *key = signature->key;
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int digest_count = 0;
    if (bytes == NULL) {
        *count = copenssl_signature_max(key);
        return 1;
    }
    if (!EVP_DigestFinal_ex(signature->hash, digest, &digest_count)) return 0;
    enum copenssl_signing signing = COPENSSL_ECDSA;
    if (key->is_rsa) {
        signing = signature->padding == RSA_PKCS1_PSS_PADDING ? COPENSSL_RSA_PSS
                                                              : COPENSSL_RSA_PKCS1;
    }
    *count = bytes_max;
    return key->signer.sign(
        key->signer.owner, signing, digest, digest_count, bytes, count);
}

static int copenssl_sign_at_once(
    void *opaque, unsigned char *signature, size_t *count, size_t signature_max,
    const unsigned char *bytes, size_t bytes_count) {
    if (signature != NULL && !copenssl_update_signature(opaque, bytes, bytes_count)) return 0;
    return copenssl_end_signature(opaque, signature, count, signature_max);
}

// ---- The provider ----------------------------------------------------------------------------

static const OSSL_ALGORITHM *copenssl_token_query(
    void *provider, int operation, int *is_transient) {
#define COPENSSL_KEYS(new, operation)                                                   \
    {OSSL_FUNC_KEYMGMT_NEW, (void (*)(void))new},                                       \
    {OSSL_FUNC_KEYMGMT_FREE, (void (*)(void))copenssl_free_key},                        \
    {OSSL_FUNC_KEYMGMT_HAS, (void (*)(void))copenssl_has},                              \
    {OSSL_FUNC_KEYMGMT_IMPORT, (void (*)(void))copenssl_import},                        \
    {OSSL_FUNC_KEYMGMT_IMPORT_TYPES, (void (*)(void))copenssl_import_types},            \
    {OSSL_FUNC_KEYMGMT_MATCH, (void (*)(void))copenssl_match},                          \
    {OSSL_FUNC_KEYMGMT_GET_PARAMS, (void (*)(void))copenssl_get_key},                   \
    {OSSL_FUNC_KEYMGMT_GETTABLE_PARAMS, (void (*)(void))copenssl_gettable_key},         \
    {OSSL_FUNC_KEYMGMT_QUERY_OPERATION_NAME, (void (*)(void))operation}, {0, NULL}
    static const OSSL_DISPATCH ec[] = {COPENSSL_KEYS(copenssl_new_ec, copenssl_ec_operation)};
    static const OSSL_DISPATCH rsa[] = {COPENSSL_KEYS(copenssl_new_rsa, copenssl_rsa_operation)};
#undef COPENSSL_KEYS
    static const OSSL_DISPATCH signature[] = {
        {OSSL_FUNC_SIGNATURE_NEWCTX, (void (*)(void))copenssl_new_signature},
        {OSSL_FUNC_SIGNATURE_FREECTX, (void (*)(void))copenssl_free_signature},
        {OSSL_FUNC_SIGNATURE_DIGEST_SIGN_INIT, (void (*)(void))copenssl_start_signature},
        {OSSL_FUNC_SIGNATURE_DIGEST_SIGN_UPDATE, (void (*)(void))copenssl_update_signature},
        {OSSL_FUNC_SIGNATURE_DIGEST_SIGN_FINAL, (void (*)(void))copenssl_end_signature},
        {OSSL_FUNC_SIGNATURE_DIGEST_SIGN, (void (*)(void))copenssl_sign_at_once},
        {OSSL_FUNC_SIGNATURE_SET_CTX_PARAMS, (void (*)(void))copenssl_set_signature},
        {OSSL_FUNC_SIGNATURE_SETTABLE_CTX_PARAMS, (void (*)(void))copenssl_settable_signature},
        {0, NULL},
    };
    static const OSSL_ALGORITHM keys[] = {
        {"EC", "provider=apustoken", ec, NULL},
        {"RSA", "provider=apustoken", rsa, NULL},
        {NULL, NULL, NULL, NULL},
    };
    static const OSSL_ALGORITHM signatures[] = {
        {"ECDSA", "provider=apustoken", signature, NULL},
        {"RSA", "provider=apustoken", signature, NULL},
        {NULL, NULL, NULL, NULL},
    };
    (void)provider;
    *is_transient = 0;
    if (operation == OSSL_OP_KEYMGMT) return keys;
    return operation == OSSL_OP_SIGNATURE ? signatures : NULL;
}

static int copenssl_start_token_provider(
    const OSSL_CORE_HANDLE *handle, const OSSL_DISPATCH *core, const OSSL_DISPATCH **functions,
    void **provider) {
    static const OSSL_DISPATCH offered[] = {
        {OSSL_FUNC_PROVIDER_QUERY_OPERATION, (void (*)(void))copenssl_token_query},
        {0, NULL},
    };
    *provider = NULL;
    for (; core->function_id != 0; core++) {
        if (core->function_id == OSSL_FUNC_CORE_GET_LIBCTX) {
            // A provider inside the program shares its library context.
            *provider = OSSL_FUNC_core_get_libctx(core)(handle);
        }
    }
    *functions = offered;
    return 1;
}

/// Makes keys in tokens known to the library, behind all other keys; to be called once.
static inline int copenssl_load_token_provider(OSSL_LIB_CTX *library) {
    return OSSL_PROVIDER_add_builtin(library, "apustoken", copenssl_start_token_provider) == 1
           && OSSL_PROVIDER_load(library, "apustoken") != NULL;
}

#endif
