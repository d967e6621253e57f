internal import CPKCS11
internal import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A token's PKCS #11 module, loaded into the process for good.
///
/// Unchecked, because the table of functions is never changed, and the module was told to lock
/// itself. A child made by `fork` must not use what its parent has opened here.
@safe final class TokenModule: @unchecked Sendable {
    /// Where it was loaded from.
    let path: String
    /// The module's own memory, never unloaded.
    private let functions: CK_FUNCTION_LIST_PTR
    /// PINs that tokens refused, as hashes that this process alone can make.
    private let refusedPINs = Mutex<Set<Int>>([])

    private static let loaded = Mutex<[String: TokenModule]>([:])

    /// Loads the module of an address, or finds the one that was loaded before.
    static func load(_ uri: TokenURI) throws(TokenFault) -> TokenModule {
        let file = ModuleFile(uri) { ModuleFile.variable($0) }
        // Held across the loading: a module is started once, and all others wait until it is.
        return try loaded.withLock { loaded throws(TokenFault) in
            var reason: TokenFault?
            for candidate in file.candidates where !ModuleFile.isMissing(candidate) {
                if let module = loaded[candidate] { return module }
                do throws(TokenFault) {
                    let module = try TokenModule(path: candidate)
                    loaded[candidate] = module
                    return module
                } catch {
                    // A name without folder that is not there is one of many guesses.
                    if candidate.contains("/") || reason == nil { reason = error }
                }
            }
            if let reason, file.candidates.count == 1 { throw reason }
            throw .moduleMissing(tried: file.shown)
        }
    }

    private init(path: String) throws(TokenFault) {
        // Proof: the path is lent, ended with zero, for the call; the handle is never closed.
        guard let library = unsafe dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
            throw .moduleUnusable(path: path, reason: Self.loaderError())
        }
        // Proof: the symbol belongs to the library, which stays; PKCS #11 fixes its signature.
        guard let symbol = unsafe dlsym(library, "C_GetFunctionList") else {
            throw .moduleUnusable(path: path, reason: "it is no PKCS #11 module")
        }
        var functions: CK_FUNCTION_LIST_PTR?
        let answer = unsafe cpkcs11_functions(symbol, &functions)
        // Proof: the module answered its table, which it keeps.
        guard answer == CKR_OK, let functions = unsafe functions,
            unsafe cpkcs11_is_complete(functions) != 0
        else { throw .moduleUnusable(path: path, reason: "it has not the functions of one") }
        unsafe self.functions = unsafe functions
        self.path = path
        try initialize()
    }

    /// Starts the module; it may run already, started by somebody else in this process.
    func initialize() throws(TokenFault) {
        // Proof: see the table's declaration.
        let answer = TokenReturn(code: unsafe cpkcs11_initialize(functions))
        guard answer == .success || answer == .alreadyInitialized else {
            throw .refused(.initialize, answer)
        }
    }

    private static func loaderError() -> String {
        // Proof: the loader's text of this thread, copied at once.
        unsafe dlerror().map { unsafe String(cString: $0) } ?? "unknown reason"
    }

    /// Whether a token of this module refused that PIN in this process's life.
    func hasRefused(_ pin: [UInt8], of token: TokenDescription) -> Bool {
        refusedPINs.withLock { $0.contains(Self.hash(pin, token)) }
    }

    /// Remembers that a token refused a PIN: to try it again would only lock the token.
    func remember(refused pin: [UInt8], of token: TokenDescription) {
        refusedPINs.withLock { _ = $0.insert(Self.hash(pin, token)) }
    }

    private static func hash(_ pin: [UInt8], _ token: TokenDescription) -> Int {
        var hasher = Hasher()
        hasher.combine(token.label)
        hasher.combine(token.serial)
        hasher.combine(pin)
        return hasher.finalize()
    }

    // Proof of each `unsafe` below: the table is the module's and complete; arrays are lent for
    // the call together with their counts, which the module keeps to.

    /// Whether the module says of itself what the address wants.
    func isMeant(by uri: TokenURI) -> Bool {
        if uri.libraryManufacturer == nil, uri.libraryDescription == nil, uri.libraryVersion == nil
        {
            return true
        }
        var about = CK_INFO()
        guard unsafe functions.pointee.C_GetInfo(&about) == CKR_OK else { return false }
        let version = [about.libraryVersion.major, about.libraryVersion.minor]
        return (uri.libraryManufacturer ?? Self.text(about.manufacturerID))
            == Self.text(about.manufacturerID)
            && (uri.libraryDescription ?? Self.text(about.libraryDescription))
                == Self.text(about.libraryDescription)
            && (uri.libraryVersion ?? version) == version
    }

    /// The tokens that are there now.
    func tokens() throws(TokenFault) -> [TokenDescription] {
        // Asking for the number makes the module look anew.
        var count: CK_ULONG = 0
        try check(.listTokens, unsafe functions.pointee.C_GetSlotList(1, nil, &count))
        var slots = [CK_SLOT_ID](repeating: 0, count: min(Int(clamping: count), 1_024))
        count = CK_ULONG(slots.count)
        if slots.isEmpty { return [] }
        try check(.listTokens, unsafe functions.pointee.C_GetSlotList(1, &slots, &count))
        return slots.prefix(Int(clamping: count)).compactMap { describe($0) }
    }

    /// Nil for a token that was pulled out meanwhile.
    private func describe(_ slot: CK_SLOT_ID) -> TokenDescription? {
        var about = CK_TOKEN_INFO()
        var place = CK_SLOT_INFO()
        guard unsafe functions.pointee.C_GetTokenInfo(slot, &about) == CKR_OK,
            unsafe functions.pointee.C_GetSlotInfo(slot, &place) == CKR_OK
        else { return nil }
        func has(_ flag: CK_ULONG) -> Bool { about.flags & flag != 0 }
        return TokenDescription(
            label: Self.text(about.label), manufacturer: Self.text(about.manufacturerID),
            model: Self.text(about.model), serial: Self.text(about.serialNumber),
            slotNumber: slot, slotDescription: Self.text(place.slotDescription),
            slotManufacturer: Self.text(place.manufacturerID),
            needsLogin: has(CK_ULONG(CKF_LOGIN_REQUIRED)),
            hasOwnKeypad: has(CK_ULONG(CKF_PROTECTED_AUTHENTICATION_PATH)),
            pinState: has(CK_ULONG(CKF_USER_PIN_LOCKED))
                ? .locked : has(CK_ULONG(CKF_USER_PIN_FINAL_TRY)) ? .lastTry : .good,
            isInitialized: has(CK_ULONG(CKF_TOKEN_INITIALIZED)))
    }

    /// Whether the token of a slot pads for RSA-PSS.
    func hasPSS(slot: UInt) -> Bool {
        var about = CK_MECHANISM_INFO()
        let mechanism = CK_MECHANISM_TYPE(CKM_RSA_PKCS_PSS)
        return unsafe functions.pointee.C_GetMechanismInfo(slot, mechanism, &about) == CKR_OK
    }

    /// A new session for reading and signing.
    func openSession(slot: UInt) throws(TokenFault) -> UInt {
        var session: CK_SESSION_HANDLE = 0
        try check(.openSession, unsafe cpkcs11_open(functions, slot, &session))
        return session
    }

    /// Ends a session; one that is lost has ended already.
    func close(session: UInt) {
        _ = unsafe functions.pointee.C_CloseSession(session)
    }

    /// Shows a PIN, or has it typed on the token itself.
    func login(session: UInt, pin: [UInt8]?, forOneSignature: Bool) -> TokenReturn {
        let user = CK_USER_TYPE(forOneSignature ? CKU_CONTEXT_SPECIFIC : CKU_USER)
        guard let pin else {
            return TokenReturn(code: unsafe cpkcs11_login(functions, session, user, nil, 0))
        }
        return TokenReturn(code: unsafe cpkcs11_login(functions, session, user, pin, pin.count))
    }

    /// The objects of a class; a label or identifier that is nil stands for any.
    func find(
        session: UInt, class kind: UInt, label: [UInt8]?, identifier: [UInt8]?
    ) throws(TokenFault) -> [UInt] {
        var found = [CK_OBJECT_HANDLE](repeating: 0, count: 64)
        var count: CK_ULONG = 0
        let answer = unsafe Self.lend(label) { label, labelCount in
            unsafe Self.lend(identifier) { identifier, identifierCount in
                unsafe cpkcs11_find(
                    functions, session, kind, label, labelCount, identifier, identifierCount,
                    &found, CK_ULONG(found.count), &count)
            }
        }
        try check(.findKey, answer)
        return Array(found.prefix(Int(clamping: count)))
    }

    private static func lend(
        _ bytes: [UInt8]?, _ body: (UnsafePointer<UInt8>?, Int) -> CK_RV
    ) -> CK_RV {
        guard let bytes else { return body(nil, 0) }
        // An empty value is wanted as such, and has no address of its own.
        let lent = bytes.isEmpty ? [0] : bytes
        return unsafe lent.withUnsafeBufferPointer { unsafe body($0.baseAddress, bytes.count) }
    }

    /// An attribute's bytes, nil where the object has none or keeps it secret.
    func read(session: UInt, object: UInt, attribute: UInt) throws(TokenFault) -> [UInt8]? {
        var count: CK_ULONG = 0
        let size = unsafe cpkcs11_read(functions, session, object, attribute, nil, &count)
        let hidden: [TokenReturn] = [.attributeUnknown, .attributeSecret]
        if hidden.contains(TokenReturn(code: size)) { return nil }
        try check(.readKey, size)
        if count == CK_ULONG.max || count == 0 { return nil }
        guard count <= 65_536 else { throw .refused(.readKey, .tooLong) }
        var bytes = [UInt8](repeating: 0, count: Int(count))
        try check(
            .readKey, unsafe cpkcs11_read(functions, session, object, attribute, &bytes, &count))
        return Array(bytes.prefix(Int(clamping: count)))
    }

    /// An attribute that is one of PKCS #11's numbers.
    func readNumber(session: UInt, object: UInt, attribute: UInt) throws(TokenFault) -> UInt? {
        guard let bytes = try read(session: session, object: object, attribute: attribute),
            bytes.count == MemoryLayout<CK_ULONG>.size
        else { return nil }
        // Proof: the bytes are exactly as many as the number has.
        return unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(as: CK_ULONG.self) }
    }

    /// Begins a signature.
    func startSigning(
        session: UInt, key: UInt, mechanism: UInt, padding: TokenSignature.Digest?
    ) throws(TokenFault) {
        let hash: (kind: CK_MECHANISM_TYPE, mask: CK_ULONG) =
            switch padding {
            case nil: (0, 0)
            case .sha256: (CK_MECHANISM_TYPE(CKM_SHA256), CK_ULONG(CKG_MGF1_SHA256))
            case .sha384: (CK_MECHANISM_TYPE(CKM_SHA384), CK_ULONG(CKG_MGF1_SHA384))
            case .sha512: (CK_MECHANISM_TYPE(CKM_SHA512), CK_ULONG(CKG_MGF1_SHA512))
            }
        let salt = CK_ULONG(padding?.byteCount ?? 0)
        try check(
            .sign,
            unsafe cpkcs11_start_signing(
                functions, session, key, mechanism, hash.kind, hash.mask, salt))
    }

    /// Ends a signature.
    func sign(session: UInt, _ bytes: [UInt8]) throws(TokenFault) -> [UInt8] {
        // RSA of 16384 bits has the longest that there is.
        var signature = [UInt8](repeating: 0, count: 2_048)
        var count = CK_ULONG(signature.count)
        try check(
            .sign,
            unsafe cpkcs11_sign(functions, session, bytes, bytes.count, &signature, &count))
        return Array(signature.prefix(Int(clamping: count)))
    }

    private func check(_ operation: TokenFault.Operation, _ answer: CK_RV) throws(TokenFault) {
        guard answer != CKR_OK else { return }
        throw .refused(operation, TokenReturn(code: answer))
    }

    /// A fixed-size text of PKCS #11, without the spaces that fill it.
    private static func text<Bytes>(_ field: Bytes) -> String {
        // Proof: a tuple of bytes is as many bytes, and copied.
        var bytes = unsafe withUnsafeBytes(of: field) { unsafe Array($0) }
        while let last = bytes.last, last == UInt8(ascii: " ") || last == 0 { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
