/// The fault in words, as everybody says it; no PIN is among them.
extension TokenFault: CustomStringConvertible {
    /// One line: what, and what to do.
    package var description: String { "\(what); \(cure)" }

    /// What is the matter: one sentence without its stop.
    package var what: String {
        switch self {
        case .address(let fault): "the key's address is wrong: \(fault)"
        case .notAPrivateKey(let type):
            "the key's address is of a \(type.rawValue) object, not of a private key"
        case .moduleMissing(let tried):
            "no PKCS #11 module was found (\(tried.joined(separator: ", ")))"
        case .moduleUnusable(let path, let reason):
            "the PKCS #11 module '\(path)' cannot be loaded: \(reason)"
        case .tokenMissing(let uri, let present):
            "no token fits '\(uri)'; \(Self.list(present, none: "no token is there", are: "there"))"
        case .tokenAmbiguous(let uri, let tokens):
            "several tokens fit '\(uri)': \(Self.joined(tokens))"
        case .keyMissing(let uri, let token, let present, let isLoggedIn):
            "the token '\(token)' has no private key that fits '\(uri)'; "
                + Self.list(
                    present,
                    none: isLoggedIn ? "it has none at all" : "without its PIN it shows none",
                    are: "in it")
        case .keyAmbiguous(let uri, let keys):
            "several private keys fit '\(uri)': \(Self.joined(keys))"
        case .pinMissing(let token): "the token '\(token)' wants a PIN"
        case .pinUnreadable(let path, let reason):
            "the PIN cannot be read from '\(path)': \(reason)"
        case .pinWrong(let token): "the token '\(token)' refused the PIN"
        case .pinWrongBefore(let token):
            "the token '\(token)' refused this PIN before, so it was not tried again"
        case .pinLastTry(let token):
            "one more wrong PIN would lock the token '\(token)', so none was tried"
        case .pinLocked(let token): "the token '\(token)' is locked after too many wrong PINs"
        case .keyKind(let uri): "the key of '\(uri)' is neither RSA nor on P-256, P-384 or P-521"
        case .publicKeyMissing(let uri):
            "the token does not show the public half of the key of '\(uri)'"
        case .keyReplaced(let uri):
            "since the token came back, '\(uri)' is another key than before"
        case .signature(let signature): "the key in the token cannot sign with \(signature)"
        case .signatureMalformed(let byteCount):
            "the token's signature of \(byteCount) bytes has no form that ECDSA knows"
        case .refused(let operation, let answer):
            "the token's module could not \(operation.rawValue): \(answer)"
        }
    }

    /// What to do about it: one sentence without its stop.
    package var cure: String {
        switch self {
        case .address: "write pkcs11:token=LABEL;object=LABEL?pin-source=FILE"
        case .notAPrivateKey: "leave type= out or write type=private"
        case .moduleMissing, .moduleUnusable:
            "name it with ?module-path=FILE, or in the environment as APUS_PKCS11_MODULE"
        case .tokenMissing:
            "plug it in, or see `p11tool --list-tokens` and `pkcs11-tool --module FILE -T`"
        case .tokenAmbiguous: "add serial= or slot-id= to the address"
        case .keyMissing(_, _, _, isLoggedIn: false):
            "give the PIN with ?pin-source=FILE, if the key is there"
        case .keyMissing: "correct object= or id=, or make the key with pkcs11-tool --keypairgen"
        case .keyAmbiguous: "add object= or id= to the address"
        case .pinMissing: "write it into a file of mode 0600 and add ?pin-source=FILE"
        case .pinUnreadable: "correct pin-source, or the file's owner"
        case .pinWrong, .pinWrongBefore:
            "do not try again before you are sure: after a few wrong PINs the token locks itself"
        case .pinLastTry:
            "log in once by hand with the right PIN: pkcs11-tool --module FILE --login -O"
        case .pinLocked: "unlock it with its security officer's PIN or its maker's tool"
        case .keyKind: "make a P-256 key in the token, which every device and broker can use"
        case .publicKeyMissing: "store the public key beside it, under the same id"
        case .keyReplaced: "restart the program, with the certificate of the new key"
        case .signature: "use TLS 1.2, or an ECDSA key"
        case .signatureMalformed: "update the module"
        case .refused: "check the token, its cable and its module"
        }
    }

    private static func list(
        _ values: [some CustomStringConvertible], none: String, are place: String
    ) -> String {
        if values.isEmpty { return none }
        return "\(values.count == 1 ? "this is" : "these are") \(place): \(joined(values))"
    }

    private static func joined(_ values: [some CustomStringConvertible]) -> String {
        let shown = values.prefix(8).map { "\($0)" }.joined(separator: ", ")
        return values.count > 8 ? "\(shown) and \(values.count - 8) more" : shown
    }
}
