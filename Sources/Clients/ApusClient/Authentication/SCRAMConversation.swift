internal import CertificateJudgement
internal import Crypto
internal import CryptoExtras

/// One exchange of SCRAM-SHA-256.
struct SCRAMConversation: AuthenticationConversation {
    /// Where the exchange stands.
    private enum Stage {
        case begun
        /// The proof was sent; the broker must answer with this signature.
        case proven(signature: [UInt8])
        case over
    }

    /// The client binds no channel: `n`, and acts for itself.
    private static let header = "n,,"

    private let bare: String
    private let password: String
    private let nonce: String
    private var stage = Stage.begun

    init(userName: String, password: String, nonce: String) {
        let name = userName.map { character in
            switch character {
            case "=": "=3D"
            case ",": "=2C"
            default: String(character)
            }
        }.joined()
        bare = "n=\(name),r=\(nonce)"
        self.password = password
        self.nonce = nonce
    }

    var initialData: [UInt8]? { Array((Self.header + bare).utf8) }

    mutating func respond(
        to challenge: [UInt8]?
    ) async throws(AuthenticationFailure) -> [UInt8]? {
        guard case .begun = stage, let challenge else {
            throw .malformedMessage(attribute: "r")
        }
        let first = try SCRAMServerFirst(challenge, clientNonce: nonce)
        let salted = await Self.saltedPassword(password, first)
        guard let salted else { throw .malformedMessage(attribute: "s") }
        let clientKey = Self.code(Array("Client Key".utf8), salted)
        let storedKey = Array(SHA256.hash(data: clientKey))
        let serverKey = Self.code(Array("Server Key".utf8), salted)
        let withoutProof = "c=\(Base64.text(of: Array(Self.header.utf8))),r=\(first.nonce)"
        let message = Array("\(bare),\(first.text),\(withoutProof)".utf8)
        let signature = Self.code(message, SymmetricKey(data: storedKey))
        stage = .proven(signature: Self.code(message, SymmetricKey(data: serverKey)))
        let proof = zip(clientKey, signature).map { $0 ^ $1 }
        return Array("\(withoutProof),p=\(Base64.text(of: proof))".utf8)
    }

    mutating func conclude(with finalData: [UInt8]?) throws(AuthenticationFailure) {
        guard case .proven(let expected) = stage, let finalData,
            let text = String(validating: finalData, as: UTF8.self)
        else { throw .brokerUnproven }
        stage = .over
        let value = text.prefix { $0 != "," }
        if value.hasPrefix("e=") { throw .refused(String(value.dropFirst(2))) }
        guard value.hasPrefix("v="), let signature = Base64.bytes(of: value.utf8.dropFirst(2)),
            signature.count == expected.count
        else { throw .brokerUnproven }
        // As long wherever the first difference is.
        let difference = zip(signature, expected).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
        if difference != 0 { throw .brokerUnproven }
    }

    /// Takes long by design, so it runs elsewhere than on the client's loop.
    @concurrent private static func saltedPassword(
        _ password: String, _ first: SCRAMServerFirst
    ) async -> SymmetricKey? {
        // Its only faults are sizes that were checked, and memory.
        try? KDF.Insecure.PBKDF2.deriveKey(
            from: Array(password.utf8), salt: first.salt, using: .sha256, outputByteCount: 32,
            unsafeUncheckedRounds: first.iterations)
    }

    private static func code(_ message: [UInt8], _ key: SymmetricKey) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: message, using: key))
    }
}
