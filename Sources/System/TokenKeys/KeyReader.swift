internal import CPKCS11

/// Reads what a token tells of a private key.
struct KeyReader {
    let module: TokenModule
    let session: UInt
    let key: UInt

    /// What the key is, nil for a kind that TLS has no use for.
    func kind(slot: UInt) throws(TokenFault) -> TokenKeyKind? {
        switch try module.readNumber(session: session, object: key, attribute: CKA_KEY_TYPE) {
        case CKK_RSA: return .rsa(hasPSS: module.hasPSS(slot: slot))
        case CKK_EC:
            let parameters = try first(CKA_EC_PARAMS)
            return TokenPublicKey.Curve.allCases.first { $0.parameters == parameters }
                .map { .elliptic($0) }
        default: return nil
        }
    }

    /// The public half: most tokens store it as an object beside the key, some in the key.
    func publicKey(_ kind: TokenKeyKind) throws(TokenFault) -> TokenPublicKey? {
        switch kind {
        case .elliptic(let curve):
            guard let encoded = try first(CKA_EC_POINT) else { return nil }
            // Some modules of old leave the OCTET STRING around the point out.
            let point = DERBytes.octetString(encoded) ?? encoded
            guard point.count == 1 + 2 * curve.byteCount, point[0] == 0x04 else { return nil }
            return .elliptic(curve, point: point)
        case .rsa:
            guard let modulus = try first(CKA_MODULUS),
                let exponent = try first(CKA_PUBLIC_EXPONENT)
            else { return nil }
            return .rsa(
                modulus: Array(modulus.drop { $0 == 0 }),
                exponent: Array(exponent.drop { $0 == 0 }))
        }
    }

    /// Whether each signature needs the PIN anew.
    func isPINNeededEachTime() throws(TokenFault) -> Bool {
        try read(key, CKA_ALWAYS_AUTHENTICATE)?.first == 1
    }

    /// The key as a list shows it.
    func object() throws(TokenFault) -> TokenObject {
        TokenObject(
            label: String(decoding: try read(key, CKA_LABEL) ?? [], as: UTF8.self),
            identifier: try read(key, CKA_ID) ?? [])
    }

    /// An attribute of the private key, or else of its public half.
    private func first(_ attribute: UInt) throws(TokenFault) -> [UInt8]? {
        if let own = try read(key, attribute) { return own }
        guard let half = try publicHalf() else { return nil }
        return try read(half, attribute)
    }

    /// The public object with the key's identifier, or where that is empty, with its label.
    private func publicHalf() throws(TokenFault) -> UInt? {
        let own = try object()
        let isNumbered = !own.identifier.isEmpty
        let found = try module.find(
            session: session, class: CKO_PUBLIC_KEY,
            label: isNumbered ? nil : Array(own.label.utf8),
            identifier: isNumbered ? own.identifier : nil)
        return found.first
    }

    private func read(_ object: UInt, _ attribute: UInt) throws(TokenFault) -> [UInt8]? {
        try module.read(session: session, object: object, attribute: attribute)
    }
}
