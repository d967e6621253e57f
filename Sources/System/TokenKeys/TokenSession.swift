internal import CPKCS11

/// A session with a token, logged in, with one private key in hand; used by one thread at a time.
final class TokenSession {
    /// The token that has the key.
    let token: TokenDescription
    /// What the key's signatures are.
    let kind: TokenKeyKind
    /// The public half, nil where the token does not show it.
    let publicKey: TokenPublicKey?
    private let uri: TokenURI
    private let module: TokenModule
    private let handle: UInt
    private let key: UInt
    /// Whether each signature needs the PIN anew (CKA_ALWAYS_AUTHENTICATE).
    private let isPINNeededEachTime: Bool

    /// Finds the token and the key of an address.
    init(_ uri: TokenURI) throws(TokenFault) {
        if let type = uri.type, type != .privateKey { throw .notAPrivateKey(type) }
        let module = try TokenModule.load(uri)
        let token = try Self.token(of: uri, in: module)
        let handle = try module.openSession(slot: token.slotNumber)
        do throws(TokenFault) {
            let isLoggedIn = try Self.logIn(uri, token, module, handle)
            key = try Self.key(of: uri, token, module, handle, isLoggedIn: isLoggedIn)
            let reader = KeyReader(module: module, session: handle, key: key)
            guard let kind = try reader.kind(slot: token.slotNumber) else { throw .keyKind(uri) }
            self.kind = kind
            publicKey = try reader.publicKey(kind)
            isPINNeededEachTime = try reader.isPINNeededEachTime()
        } catch {
            module.close(session: handle)
            throw error
        }
        self.uri = uri
        self.module = module
        self.token = token
        self.handle = handle
    }

    deinit { module.close(session: handle) }

    /// Signs a digest; the result is what the token answers, before any DER.
    func sign(_ bytes: [UInt8], as signature: TokenSignature) throws(TokenFault) -> [UInt8] {
        var padding: TokenSignature.Digest?
        if case .rsaPSS(let digest) = signature { padding = digest }
        try module.startSigning(
            session: handle, key: key, mechanism: signature.mechanism, padding: padding)
        if isPINNeededEachTime {
            try Self.show(uri.pin, token, module, handle, forOneSignature: true)
        }
        return try module.sign(session: handle, bytes)
    }

    private static func token(
        of uri: TokenURI, in module: TokenModule
    ) throws(TokenFault) -> TokenDescription {
        var tokens: [TokenDescription]
        do throws(TokenFault) {
            tokens = try module.tokens()
        } catch .refused(_, .notInitialized) {
            // Somebody else in this process shut the module down.
            try module.initialize()
            tokens = try module.tokens()
        }
        tokens = tokens.filter(\.isInitialized)
        let fitting = module.isMeant(by: uri) ? tokens.filter { $0.isMeant(by: uri) } : []
        guard let token = fitting.first else { throw .tokenMissing(uri, present: tokens) }
        guard fitting.count == 1 else { throw .tokenAmbiguous(uri, fitting) }
        return token
    }

    /// Whether the user is logged in then; without a PIN the public objects are all there is.
    private static func logIn(
        _ uri: TokenURI, _ token: TokenDescription, _ module: TokenModule, _ handle: UInt
    ) throws(TokenFault) -> Bool {
        guard token.needsLogin else { return true }
        if uri.pin == nil, !token.hasOwnKeypad { return false }
        switch token.pinState {
        case .good: break
        case .lastTry: throw .pinLastTry(token: token.label)
        case .locked: throw .pinLocked(token: token.label)
        }
        try show(uri.pin, token, module, handle, forOneSignature: false)
        return true
    }

    private static func show(
        _ source: PINSource?, _ token: TokenDescription, _ module: TokenModule, _ handle: UInt,
        forOneSignature: Bool
    ) throws(TokenFault) {
        if source == nil, !token.hasOwnKeypad { throw .pinMissing(token: token.label) }
        let pin = try source?.read()
        if let pin, module.hasRefused(pin, of: token) { throw .pinWrongBefore(token: token.label) }
        let answer = module.login(session: handle, pin: pin, forOneSignature: forOneSignature)
        switch answer {
        case .success, .alreadyLoggedIn: return
        case .pinIncorrect, .pinLengthWrong, .pinInvalid:
            if let pin { module.remember(refused: pin, of: token) }
            throw .pinWrong(token: token.label)
        case .pinLocked: throw .pinLocked(token: token.label)
        default: throw .refused(.login, answer)
        }
    }

    private static func key(
        of uri: TokenURI, _ token: TokenDescription, _ module: TokenModule, _ handle: UInt,
        isLoggedIn: Bool
    ) throws(TokenFault) -> UInt {
        let found = try module.find(
            session: handle, class: CKO_PRIVATE_KEY, label: uri.object.map { Array($0.utf8) },
            identifier: uri.identifier)
        if found.count == 1 { return found[0] }
        let listed =
            found.isEmpty
            ? try module.find(
                session: handle, class: CKO_PRIVATE_KEY, label: nil, identifier: nil) : found
        var objects: [TokenObject] = []
        for object in listed.prefix(16) {
            let reader = KeyReader(module: module, session: handle, key: object)
            objects.append(try reader.object())
        }
        if !found.isEmpty { throw .keyAmbiguous(uri, objects) }
        if objects.isEmpty, !isLoggedIn { throw .pinMissing(token: token.label) }
        throw .keyMissing(uri, token: token.label, present: objects, isLoggedIn: isLoggedIn)
    }
}

extension TokenSignature {
    /// The mechanism that takes a digest.
    fileprivate var mechanism: UInt {
        switch self {
        case .ecdsa: UInt(CKM_ECDSA)
        case .rsaPKCS1: UInt(CKM_RSA_PKCS)
        case .rsaPSS: UInt(CKM_RSA_PKCS_PSS)
        }
    }
}
