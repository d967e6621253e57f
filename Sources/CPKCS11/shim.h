// PKCS #11 (OASIS, version 2.40): types and names from p11-kit; the functions come from a token's
// module, through a table of pointers. Below is what Swift cannot say shortly: attributes and
// mechanisms are structures of untyped pointers, alive for one call.
#ifndef CPKCS11_SHIM_H
#define CPKCS11_SHIM_H

#include <p11-kit/pkcs11.h>

#include <stddef.h>
#include <string.h>

/// Asks a loaded module's `C_GetFunctionList` for its functions.
static inline CK_RV cpkcs11_functions(void *symbol, CK_FUNCTION_LIST_PTR *functions) {
    CK_RV (*get)(CK_FUNCTION_LIST_PTR *);
    memcpy(&get, &symbol, sizeof get);
    return get(functions);
}

/// Whether the module has every function that is called here.
static inline int cpkcs11_is_complete(CK_FUNCTION_LIST_PTR functions) {
    return functions->C_Initialize && functions->C_GetInfo && functions->C_GetSlotList
           && functions->C_GetSlotInfo && functions->C_GetTokenInfo
           && functions->C_GetMechanismInfo && functions->C_OpenSession
           && functions->C_CloseSession && functions->C_Login && functions->C_FindObjectsInit
           && functions->C_FindObjects && functions->C_FindObjectsFinal
           && functions->C_GetAttributeValue && functions->C_SignInit && functions->C_Sign;
}

/// Several threads will call, and the module shall lock with the system's own means.
static inline CK_RV cpkcs11_initialize(CK_FUNCTION_LIST_PTR functions) {
    CK_C_INITIALIZE_ARGS arguments;
    memset(&arguments, 0, sizeof arguments);
    arguments.flags = CKF_OS_LOCKING_OK;
    return functions->C_Initialize(&arguments);
}

static inline CK_RV cpkcs11_open(
    CK_FUNCTION_LIST_PTR functions, CK_SLOT_ID slot, CK_SESSION_HANDLE *session) {
    return functions->C_OpenSession(slot, CKF_SERIAL_SESSION, NULL, NULL, session);
}

/// A PIN of NULL stands for one that is typed on the token itself.
static inline CK_RV cpkcs11_login(
    CK_FUNCTION_LIST_PTR functions, CK_SESSION_HANDLE session, CK_USER_TYPE user,
    const unsigned char *pin, size_t count) {
    return functions->C_Login(session, user, (unsigned char *)pin, (CK_ULONG)count);
}

/// Finds the objects of a class; a label or identifier of NULL stands for any.
static inline CK_RV cpkcs11_find(
    CK_FUNCTION_LIST_PTR functions, CK_SESSION_HANDLE session, CK_OBJECT_CLASS kind,
    const unsigned char *label, size_t label_count, const unsigned char *identifier,
    size_t identifier_count, CK_OBJECT_HANDLE *found, CK_ULONG found_max, CK_ULONG *found_count) {
    CK_ATTRIBUTE wanted[3];
    CK_ULONG count = 0;
    wanted[count++] = (CK_ATTRIBUTE){CKA_CLASS, &kind, sizeof kind};
    if (label != NULL) {
        wanted[count++] = (CK_ATTRIBUTE){CKA_LABEL, (void *)label, (CK_ULONG)label_count};
    }
    if (identifier != NULL) {
        wanted[count++] = (CK_ATTRIBUTE){CKA_ID, (void *)identifier, (CK_ULONG)identifier_count};
    }
    *found_count = 0;
    CK_RV answer = functions->C_FindObjectsInit(session, wanted, count);
    if (answer != CKR_OK) return answer;
    // A module may hand them over in portions; none means that there are no more.
    while (answer == CKR_OK && *found_count < found_max) {
        CK_ULONG more = 0;
        answer = functions->C_FindObjects(
            session, found + *found_count, found_max - *found_count, &more);
        if (answer != CKR_OK || more == 0 || more > found_max - *found_count) break;
        *found_count += more;
    }
    CK_RV end = functions->C_FindObjectsFinal(session);
    return answer != CKR_OK ? answer : end;
}

/// Reads an attribute; with bytes of NULL, its size alone.
static inline CK_RV cpkcs11_read(
    CK_FUNCTION_LIST_PTR functions, CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object,
    CK_ATTRIBUTE_TYPE type, unsigned char *bytes, CK_ULONG *count) {
    CK_ATTRIBUTE attribute = {type, bytes, *count};
    CK_RV answer = functions->C_GetAttributeValue(session, object, &attribute, 1);
    *count = attribute.ulValueLen;
    return answer;
}

/// Signs. A hash other than zero means PSS with that hash, and salt of its size.
static inline CK_RV cpkcs11_start_signing(
    CK_FUNCTION_LIST_PTR functions, CK_SESSION_HANDLE session, CK_OBJECT_HANDLE key,
    CK_MECHANISM_TYPE mechanism, CK_MECHANISM_TYPE hash, CK_ULONG mask, CK_ULONG salt_count) {
    CK_RSA_PKCS_PSS_PARAMS padding = {hash, mask, salt_count};
    CK_MECHANISM chosen = {mechanism, NULL, 0};
    if (hash != 0) {
        chosen.pParameter = &padding;
        chosen.ulParameterLen = sizeof padding;
    }
    return functions->C_SignInit(session, &chosen, key);
}

static inline CK_RV cpkcs11_sign(
    CK_FUNCTION_LIST_PTR functions, CK_SESSION_HANDLE session, const unsigned char *bytes,
    size_t count, unsigned char *signature, CK_ULONG *signature_count) {
    return functions->C_Sign(
        session, (unsigned char *)bytes, (CK_ULONG)count, signature, signature_count);
}

#endif
