import Foundation
package import Identity
import NIOCore

/// The folder of a chain: identities and radio keys, made on the first run.
package struct ChainFolder: Sendable {
    /// Where everything lies, absolute.
    package let path: String
    package let authorityPath: String
    package let server: StoredIdentity
    package let sensor: StoredIdentity
    package let gateway: StoredIdentity
    /// For whoever wants to join in with a client of their own.
    package let guest: StoredIdentity
    package let keysPath: String
    /// Whether the radio keys are new.
    package let keysAreNew: Bool

    /// Makes what is missing and reuses what is there.
    /// - Parameters:
    ///   - sensorKey: the sensor's key elsewhere, such as in a token; nil for one of the folder.
    ///   - sensorCertificate: the file of its certificate; nil has the folder's authority make one.
    package init(
        preparing folder: String, sensorKey: String? = nil, sensorCertificate: String? = nil
    ) throws {
        let url = URL(filePath: folder, directoryHint: .notDirectory).standardizedFileURL
        path = url.path(percentEncoded: false)
        let store = IdentityStore(folder: path + "/pki")
        _ = try store.ensureAuthority()
        authorityPath = store.authorityFiles.certificate
        server = try store.ensureServer(names: Self.serverNames())
        sensor =
            if let sensorKey {
                try store.ensureDevice(
                    name: "sensor", key: sensorKey, certificate: sensorCertificate)
            } else {
                try store.ensureDevice(name: "sensor")
            }
        gateway = try store.ensureDevice(name: "gateway")
        guest = try store.ensureDevice(name: "guest")
        keysPath = path + "/chain.keys"
        keysAreNew = try ChainKeyFile.ensure(keysPath)
    }

    /// The names by which clients may reach this machine.
    private static func serverNames() -> [String] {
        var names = ["localhost", "127.0.0.1", "::1"]
        let host = ProcessInfo.processInfo.hostName
        // Without the list of interfaces the loopback names remain.
        let devices = (try? System.enumerateDevices()) ?? []
        let addresses = devices.compactMap(\.address?.ipAddress).filter { !$0.hasPrefix("fe80") }
        for name in [host] + addresses.sorted() where !names.contains(name) {
            // What is no legal name in a certificate is left out.
            if (try? ServerName(name)) != nil { names.append(name) }
        }
        return names
    }
}
