import BrokerCore
import Foundation
import Identity
import StockPeers

/// An authority that can take certificates back, and devices of it.
struct RevocableDevices {
    let made: MadeIdentities
    let devices: [StoredIdentity]
    private let folder: TemporaryFolder

    /// Makes `sensor-1`, `sensor-2` and so on, and a list that names none of them.
    init(count: Int = 2) async throws {
        made = try MadeIdentities()
        folder = made.folder
        let store = IdentityStore(folder: folder.path("pki"))
        devices = try (1...count).map { try store.ensureDevice(name: "sensor-\($0)") }
        try Data().write(to: URL(fileURLWithPath: folder.path("index.txt")))
        try await writeList()
    }

    var listFile: String { folder.path("crl.pem") }

    /// A listener that checks the list.
    func listener(
        userName: CertificateUserName? = .commonName,
        _ change: (inout TLSSettings) -> Void = { _ in }
    ) -> ListenerSettings {
        var listener = made.listener(userName: userName)
        if var tls = listener.tls {
            tls.revocationListFile = listFile
            change(&tls)
            listener.tls = tls
        }
        return listener
    }

    /// The words of a mosquitto client that is the device.
    func options(_ device: Int) -> [String] {
        made.trust + [
            "--cert", devices[device].certificatePath, "--key", devices[device].keyPath,
        ]
    }

    /// The words of `openssl s_client` that is the device.
    func sClientOptions(_ device: Int) -> [String] {
        [
            "-CAfile", made.authorityFile, "-cert", devices[device].certificatePath, "-key",
            devices[device].keyPath,
        ]
    }

    /// Takes a device's certificate back and renews the list, all at once.
    func revoke(_ device: Int) async throws {
        try await openssl(["ca", "-revoke", devices[device].certificatePath])
        try await writeList()
    }

    /// Makes a certificate of this authority in the folder, as `NAME.crt` and `NAME.key`.
    /// - Parameter seconds: how long it is valid from now.
    func issue(
        _ name: String, subject: String, extensions: String = "basicConstraints=CA:FALSE",
        seconds: Int = 86_400
    ) async throws {
        try await ProgramRun.succeed(
            "openssl",
            [
                "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                "-keyout", "\(name).key", "-out", "\(name).csr", "-subj", subject,
            ], in: folder.url)
        try Data((extensions + "\n").utf8).write(
            to: URL(fileURLWithPath: folder.path("\(name).ext")))
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "yyyyMMddHHmmss'Z'"
        try await openssl([
            "ca", "-batch", "-notext", "-in", "\(name).csr", "-out", "\(name).crt", "-extfile",
            "\(name).ext", "-outdir", ".", "-startdate", "20200101000000Z",
            "-enddate", formatter.string(from: Date(timeIntervalSinceNow: Double(seconds))),
        ])
    }

    private func writeList() async throws {
        try await openssl(["ca", "-gencrl", "-out", "crl.new"])
        try await ProgramRun.succeed("mv", ["crl.new", "crl.pem"], in: folder.url)
    }

    private func openssl(_ words: [String]) async throws {
        let authority = URL(fileURLWithPath: made.authorityFile)
        let key = authority.deletingPathExtension().appendingPathExtension("key").path
        let configuration = folder.path("ca.cnf")
        try Data(
            """
            [ca]
            default_ca = d
            [d]
            database = \(folder.path("index.txt"))
            certificate = \(made.authorityFile)
            private_key = \(key)
            default_md = sha256
            default_crl_days = 1
            unique_subject = no
            rand_serial = yes
            policy = p
            [p]
            commonName = optional
            organizationName = optional
            countryName = optional
            organizationalUnitName = optional

            """.utf8
        ).write(to: URL(fileURLWithPath: configuration))
        try await ProgramRun.succeed(
            "openssl", [words[0], "-config", configuration] + words.dropFirst(), in: folder.url)
    }
}
