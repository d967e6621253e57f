import Crypto
import CryptoExtras
import Foundation
import StockPeers
import Testing
import TokenKeys

@Suite(.timeLimit(.minutes(1))) struct `A key in a token` {
    private static let text = Array("what is to be signed".utf8)
    private var digest: [UInt8] { Array(SHA256.hash(data: Self.text)) }

    @Test(arguments: SoftTokens.keys)
    func `has the public half that other programs read`(object: String) async throws {
        let tokens = try await SoftTokens.shared.value
        let key = try TokenKey(TokenURI(tokens.address(object)))
        let other = try String(contentsOfFile: tokens.publicKeyFile(object), encoding: .utf8)
            .split(separator: "\n").filter { !$0.hasPrefix("-----") }.joined()
        #expect(
            try Data(key.requirePublicKey().subjectPublicKeyInfo) == Data(base64Encoded: other))
        #expect(key.tokenLabel == "apus")
    }

    @Test(arguments: ["p256", "always"])
    func `on P-256 signs what its public half verifies`(object: String) async throws {
        let key = try await key(object)
        #expect(key.kind == .elliptic(.p256) && key.signatures == [.ecdsa])
        let publicKey = try P256.Signing.PublicKey(
            derRepresentation: key.requirePublicKey().subjectPublicKeyInfo)
        // Numbers with and without a leading zero come about by chance.
        for _ in 0..<32 {
            let signature = try P256.Signing.ECDSASignature(
                derRepresentation: key.sign(digest, as: .ecdsa))
            #expect(publicKey.isValidSignature(signature, for: SHA256.hash(data: Self.text)))
            #expect(!publicKey.isValidSignature(signature, for: SHA256.hash(data: [1])))
        }
    }

    @Test func `on P-384 signs what its public half verifies`() async throws {
        let key = try await key("p384")
        let publicKey = try P384.Signing.PublicKey(
            derRepresentation: key.requirePublicKey().subjectPublicKeyInfo)
        let hash = SHA384.hash(data: Self.text)
        let signature = try P384.Signing.ECDSASignature(
            derRepresentation: key.sign(Array(hash), as: .ecdsa))
        #expect(key.kind == .elliptic(.p384) && publicKey.isValidSignature(signature, for: hash))
    }

    @Test func `of P-256 signs the leftmost bits of a longer digest`() async throws {
        let key = try await key("p256")
        let publicKey = try P256.Signing.PublicKey(
            derRepresentation: key.requirePublicKey().subjectPublicKeyInfo)
        let hash = SHA512.hash(data: Self.text)
        let signature = try P256.Signing.ECDSASignature(
            derRepresentation: key.sign(Array(hash), as: .ecdsa))
        #expect(publicKey.isValidSignature(signature, for: hash))
    }

    @Test(arguments: [false, true])
    func `of RSA signs with PSS and without`(isPSS: Bool) async throws {
        let key = try await key("rsa")
        #expect(key.kind == .rsa(hasPSS: true))
        let publicKey = try _RSA.Signing.PublicKey(
            derRepresentation: key.requirePublicKey().subjectPublicKeyInfo)
        let padding: _RSA.Signing.Padding = isPSS ? .PSS : .insecurePKCS1v1_5
        let short = try key.sign(digest, as: isPSS ? .rsaPSS(.sha256) : .rsaPKCS1(.sha256))
        #expect(
            publicKey.isValidSignature(
                _RSA.Signing.RSASignature(rawRepresentation: short),
                for: SHA256.hash(data: Self.text), padding: padding))
        let hash = SHA512.hash(data: Self.text)
        let long = try key.sign(Array(hash), as: isPSS ? .rsaPSS(.sha512) : .rsaPKCS1(.sha512))
        #expect(
            publicKey.isValidSignature(
                _RSA.Signing.RSASignature(rawRepresentation: long), for: hash, padding: padding))
    }

    @Test func `signs in no way that its kind does not know`() async throws {
        let (elliptic, rsa) = (try await key("p256"), try await key("rsa"))
        #expect(throws: TokenFault.signature(.rsaPSS(.sha256))) {
            try elliptic.sign(digest, as: .rsaPSS(.sha256))
        }
        #expect(throws: TokenFault.signature(.ecdsa)) { try rsa.sign(digest, as: .ecdsa) }
        #expect(throws: TokenFault.signature(.rsaPKCS1(.sha512))) {
            try rsa.sign(digest, as: .rsaPKCS1(.sha512))
        }
    }

    @Test func `is found by its identifier, the token's serial number and its model`() async throws
    {
        let tokens = try await SoftTokens.shared.value
        let rest = "?pin-source=\(tokens.folder.path("pin"))&module-path=\(tokens.modulePath)"
        #expect(
            try TokenKey(TokenURI("pkcs11:token=apus;id=%03;model=SoftHSM%20v2\(rest)")).kind
                == .rsa(hasPSS: true))
        #expect(try TokenKey(TokenURI("pkcs11:token=spare\(rest)")).kind == .elliptic(.p256))
    }

    @Test func `is one for all who want it, and forgotten with the last`() async throws {
        let tokens = try await SoftTokens.shared.value
        var first: TokenKey? = try TokenKey.shared(at: tokens.address("p256", token: "spare"))
        let second = try await TokenKey.sharedLater(at: tokens.address("p256", token: "spare"))
        #expect(first === second)
        first = nil
        #expect(try TokenKey.shared(at: tokens.address("p256", token: "spare")) === second)
    }

    @Test func `serves eighty at a time`() async throws {
        let key = try await key("p256")
        let publicKey = try P256.Signing.PublicKey(
            derRepresentation: key.requirePublicKey().subjectPublicKeyInfo)
        let digest = digest
        let good = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<80 {
                group.addTask {
                    let result = await withCheckedContinuation { continuation in
                        key.sign(digest, as: .ecdsa) { continuation.resume(returning: $0) }
                    }
                    return publicKey.isValidSignature(
                        try P256.Signing.ECDSASignature(derRepresentation: try result.get()),
                        for: SHA256.hash(data: Self.text))
                }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(good == 80)
    }

    @Test func `comes back after its session was closed by somebody else`() async throws {
        let tokens = try await SoftTokens.shared.value
        let key = try TokenKey(TokenURI(tokens.address("p256", token: "closed")))
        let publicKey = try P256.Signing.PublicKey(
            derRepresentation: key.requirePublicKey().subjectPublicKeyInfo)
        for _ in 0..<3 {
            try SessionBreaker.closeAll(of: "closed", module: tokens.modulePath)
            let signature = try P256.Signing.ECDSASignature(
                derRepresentation: key.sign(digest, as: .ecdsa))
            #expect(publicKey.isValidSignature(signature, for: SHA256.hash(data: Self.text)))
        }
    }

    private func key(_ object: String) async throws -> TokenKey {
        try TokenKey(TokenURI(try await SoftTokens.shared.value.address(object)))
    }
}
