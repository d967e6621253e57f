internal import CPKCS11

/// What a module's function answered, a CKR_ code of PKCS #11.
package struct TokenReturn: Hashable, Sendable {
    /// The number of the code.
    package let code: UInt

    static let success = TokenReturn(code: UInt(CKR_OK))
    static let pinIncorrect = TokenReturn(code: UInt(CKR_PIN_INCORRECT))
    static let pinLengthWrong = TokenReturn(code: UInt(CKR_PIN_LEN_RANGE))
    static let pinInvalid = TokenReturn(code: UInt(CKR_PIN_INVALID))
    static let pinLocked = TokenReturn(code: UInt(CKR_PIN_LOCKED))
    static let alreadyLoggedIn = TokenReturn(code: UInt(CKR_USER_ALREADY_LOGGED_IN))
    static let alreadyInitialized = TokenReturn(code: UInt(CKR_CRYPTOKI_ALREADY_INITIALIZED))
    static let notInitialized = TokenReturn(code: UInt(CKR_CRYPTOKI_NOT_INITIALIZED))
    static let attributeUnknown = TokenReturn(code: UInt(CKR_ATTRIBUTE_TYPE_INVALID))
    static let attributeSecret = TokenReturn(code: UInt(CKR_ATTRIBUTE_SENSITIVE))
    static let tooLong = TokenReturn(code: UInt(CKR_BUFFER_TOO_SMALL))
    static let failed = TokenReturn(code: UInt(CKR_FUNCTION_FAILED))

    /// Whether a new session may answer otherwise: the token was away, or somebody closed ours.
    var isLostSession: Bool {
        let lost = [
            CKR_DEVICE_ERROR, CKR_DEVICE_REMOVED, CKR_TOKEN_NOT_PRESENT, CKR_SLOT_ID_INVALID,
            CKR_SESSION_CLOSED, CKR_SESSION_HANDLE_INVALID, CKR_OBJECT_HANDLE_INVALID,
            CKR_KEY_HANDLE_INVALID, CKR_USER_NOT_LOGGED_IN, CKR_CRYPTOKI_NOT_INITIALIZED,
            CKR_OPERATION_ACTIVE,
        ]
        return lost.contains { UInt($0) == code }
    }
}

extension TokenReturn: CustomStringConvertible {
    /// The code's name, and what it means where that helps.
    package var description: String {
        guard let (name, meaning) = Self.names[code] else {
            return "CKR 0x" + String(code, radix: 16)
        }
        return meaning.isEmpty ? name : "\(name): \(meaning)"
    }

    private static let names: [UInt: (name: String, meaning: String)] = [
        UInt(CKR_HOST_MEMORY): ("CKR_HOST_MEMORY", "this machine is out of memory"),
        UInt(CKR_SLOT_ID_INVALID): ("CKR_SLOT_ID_INVALID", "the slot is gone"),
        UInt(CKR_GENERAL_ERROR): ("CKR_GENERAL_ERROR", "the module failed; see its own log"),
        UInt(CKR_FUNCTION_FAILED): ("CKR_FUNCTION_FAILED", "the token failed"),
        UInt(CKR_ARGUMENTS_BAD): ("CKR_ARGUMENTS_BAD", ""),
        UInt(CKR_CANT_LOCK): ("CKR_CANT_LOCK", "the module cannot be used by several threads"),
        UInt(CKR_DEVICE_ERROR): ("CKR_DEVICE_ERROR", "the token or its bus failed"),
        UInt(CKR_DEVICE_MEMORY): ("CKR_DEVICE_MEMORY", "the token is full"),
        UInt(CKR_DEVICE_REMOVED): ("CKR_DEVICE_REMOVED", "the token was pulled out"),
        UInt(CKR_FUNCTION_NOT_SUPPORTED): (
            "CKR_FUNCTION_NOT_SUPPORTED", "the token cannot do this"
        ),
        UInt(CKR_KEY_HANDLE_INVALID): ("CKR_KEY_HANDLE_INVALID", "the key is gone"),
        UInt(CKR_KEY_TYPE_INCONSISTENT): (
            "CKR_KEY_TYPE_INCONSISTENT", "the key is of another kind"
        ),
        UInt(CKR_KEY_FUNCTION_NOT_PERMITTED): (
            "CKR_KEY_FUNCTION_NOT_PERMITTED", "the key may not sign; make one with CKA_SIGN"
        ),
        UInt(CKR_MECHANISM_INVALID): (
            "CKR_MECHANISM_INVALID", "the token has no such way to sign"
        ),
        UInt(CKR_MECHANISM_PARAM_INVALID): ("CKR_MECHANISM_PARAM_INVALID", ""),
        UInt(CKR_OBJECT_HANDLE_INVALID): ("CKR_OBJECT_HANDLE_INVALID", "the key is gone"),
        UInt(CKR_OPERATION_ACTIVE): ("CKR_OPERATION_ACTIVE", ""),
        UInt(CKR_PIN_EXPIRED): ("CKR_PIN_EXPIRED", "the PIN must be changed first"),
        UInt(CKR_SESSION_CLOSED): ("CKR_SESSION_CLOSED", "the session was closed"),
        UInt(CKR_SESSION_COUNT): ("CKR_SESSION_COUNT", "the token has no session left"),
        UInt(CKR_SESSION_HANDLE_INVALID): (
            "CKR_SESSION_HANDLE_INVALID", "the session was closed"
        ),
        UInt(CKR_TOKEN_NOT_PRESENT): ("CKR_TOKEN_NOT_PRESENT", "the token was pulled out"),
        UInt(CKR_TOKEN_NOT_RECOGNIZED): (
            "CKR_TOKEN_NOT_RECOGNIZED", "the module does not know this kind of token"
        ),
        UInt(CKR_USER_NOT_LOGGED_IN): ("CKR_USER_NOT_LOGGED_IN", "the key needs the PIN"),
        UInt(CKR_USER_PIN_NOT_INITIALIZED): (
            "CKR_USER_PIN_NOT_INITIALIZED", "nobody has given the token a user PIN yet"
        ),
        UInt(CKR_CRYPTOKI_NOT_INITIALIZED): (
            "CKR_CRYPTOKI_NOT_INITIALIZED", "somebody shut the module down"
        ),
        UInt(CKR_DATA_LEN_RANGE): (
            "CKR_DATA_LEN_RANGE", "the key is too small for this way to sign"
        ),
    ]
}
