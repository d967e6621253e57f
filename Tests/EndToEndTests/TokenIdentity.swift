import Foundation
import Identity
import StockPeers
import TokenKeys
import X509

/// Identities of one authority, of which some have their key in a token.
struct TokenIdentity {
    let made: MadeIdentities
    let tokens: SoftTokens

    /// Makes the authority and a broker with keys in files.
    init() async throws {
        tokens = try await SoftTokens.shared.value
        made = try MadeIdentities()
    }

    /// The address of a key of the token `apus`, as a client is given it.
    func address(_ object: String) -> String { tokens.address(object) }

    /// The address of a key that can be lost: its token is nobody else's, and its PIN lies in a
    /// file that may be removed.
    func losableAddress() throws -> (address: String, pinFile: String) {
        let pin = made.folder.path("pin")
        try FileManager.default.copyItem(atPath: tokens.folder.path("pin"), toPath: pin)
        let place = "module-path=\(tokens.modulePath)&pin-source=\(pin)"
        return ("pkcs11:token=lost;object=p256?\(place)", pin)
    }

    /// Takes the PIN away and closes every session with the token, as if it had been replaced.
    @Sendable func lose(pinFile: String) {
        try? FileManager.default.removeItem(atPath: pinFile)  // gone is gone
        try? SessionBreaker.closeAll(of: "lost", module: tokens.modulePath)  // the test will see
    }

    /// A certificate for a device whose key is in the token.
    func device(_ object: String, address: String? = nil) throws -> String {
        let store = IdentityStore(folder: made.folder.path("pki"))
        return try store.ensureDevice(
            name: "device-\(object)", keyInToken: address ?? tokens.address(object)
        ).certificatePath
    }

    /// A certificate for a broker on this machine whose key is in the token.
    func server(_ object: String, address: String? = nil) throws -> String {
        let store = IdentityStore(folder: made.folder.path("pki"))
        let key = try KeyFile(reading: address ?? tokens.address(object)).key
        let certificate = try store.loadAuthority().issue(
            .server(ServerNames(["localhost", "127.0.0.1"])), for: key.publicKey, days: 30,
            now: .now)
        let path = made.folder.path("server-\(object).crt")
        try CertificateFile.write(certificate, to: path, replacing: true)
        return path
    }

    /// Mosquitto's lines for mutual TLS with this authority.
    var stockSettings: [String] {
        [
            "cafile \(made.authorityFile)", "certfile \(made.server.certificatePath)",
            "keyfile \(made.server.keyPath)", "require_certificate true", "allow_anonymous true",
        ]
    }
}
