import BrokerCore
import Identity
import StockPeers

/// An authority, a broker's and a device's identity as a user of Apus has them.
struct MadeIdentities {
    let folder: TemporaryFolder
    let authorityFile: String
    let server: StoredIdentity
    let device: StoredIdentity

    /// Makes an authority, a server for localhost and 127.0.0.1, and the device `sensor-1`.
    init() throws {
        folder = try TemporaryFolder()
        let store = IdentityStore(folder: folder.path("pki"))
        authorityFile = try store.ensureAuthority().certificatePath
        server = try store.ensureServer(names: ["localhost", "127.0.0.1"])
        device = try store.ensureDevice(name: "sensor-1")
    }

    /// A listener that asks for a certificate of this authority.
    func listener(
        userName: CertificateUserName? = nil, isAnonymousAllowed: Bool = true,
        minimumVersion: TLSVersion = .tls12
    ) -> ListenerSettings {
        ListenerSettings(
            address: .tcp(host: "127.0.0.1", port: 0),
            tls: TLSSettings(
                certificateFile: server.certificatePath, keyFile: server.keyPath,
                certificateAuthorityFile: authorityFile, requiresCertificate: true,
                userNameFromCertificate: userName, minimumVersion: minimumVersion),
            isAnonymousAllowed: isAnonymousAllowed)
    }

    /// The words of a mosquitto client that trusts the authority.
    var trust: [String] { ["--cafile", authorityFile] }

    /// The words of a mosquitto client that is the device.
    var deviceOptions: [String] {
        trust + ["--cert", device.certificatePath, "--key", device.keyPath]
    }
}
