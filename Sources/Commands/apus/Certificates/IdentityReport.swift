import FaultCatalogue
import Foundation
import Identity

/// What was made, where it lies and what to do next, in lines that can be copied.
enum IdentityReport {
    /// The folder of a device's kit, and the names of its files.
    typealias WrittenKit = (path: String, files: [String])

    static func authority(_ made: StoredIdentity, _ authority: AuthorityOptions) -> String {
        """
        Made the authority "\(made.commonName)".

        \(files(made))

        Copy ca.crt to every server and device. Copy the key nowhere: who has it can make
        identities that all of yours believe. Next, with your broker's names:

          apus cert server localhost 127.0.0.1\(authority.argument)
          apus cert device my-sensor\(authority.argument)

        """
    }

    static func server(_ made: StoredIdentity, store: IdentityStore) -> String {
        let authority = store.authorityFiles.certificate
        let certificate = ShellWord(made.certificatePath)
        return """
            Made a server identity for \(made.serverNames.joined(separator: ", ")).

            \(files(made))

            Put these lines into mosquitto.conf (for `apus broker -c` or mosquitto):

              listener 8883
              cafile \(authority)
              certfile \(made.certificatePath)
              keyfile \(made.keyPath)
              require_certificate true
              use_identity_as_username true

            A mosquitto that runs as a service reads its files as user mosquitto. Give it copies,
            and name those in the lines above:

              sudo install -m 644 \(ShellWord(authority)) \(certificate) /etc/mosquitto/certs/
              sudo install -m 600 -o mosquitto \(ShellWord(made.keyPath)) /etc/mosquitto/certs/

            """
    }

    static func device(
        _ made: StoredIdentity, store: IdentityStore, kit: WrittenKit?, broker: DeviceKit.Broker
    ) -> String {
        let authority = store.authorityFiles.certificate
        let hint =
            store.firstServerName() == nil
            ? "Connect to your broker with it (make its identity with `apus cert server`):"
            : "Connect to your broker with it:"
        let host = ShellWord(broker.host)
        return """
            Made a device identity for \(made.commonName).

            \(files(made))
            \(folder(of: kit))
            The device needs these two files and \(authority).
            \(hint)

              mosquitto_pub -h \(host) -p \(broker.port) \\
                --cafile \(ShellWord(authority)) \\
                --cert \(ShellWord(made.certificatePath)) \\
                --key \(ShellWord(made.keyPath)) \\
                -t hello -m world

            `apus pub` takes the same line.

            """
    }

    static func renewed(_ made: StoredIdentity, hasNewKey: Bool, kit: String?) -> String {
        let key =
            hasNewKey
            ? "  key          \(made.keyPath)   (new; keep it secret)"
            : "  its key is the same as before"
        let folder = kit.map { "\n  for devices  \($0)" } ?? ""
        let next =
            made.serverNames.isEmpty
            ? "Give it to whoever uses the old one.\n"
            : "Give it to whoever uses the old one. A broker reads it again after\n\n"
                + reloading + "\n"
        return """
            Renewed the certificate of \(made.commonName).

              certificate  \(made.certificatePath)   (good until \(day(made.notAfter)))
            \(key)\(folder)

            \(next)
            """
    }

    /// What makes brokers read their files again.
    static let reloading = """
          sudo pkill -HUP -x mosquitto
          pkill -HUP -x apus
        """

    private static func folder(of kit: WrittenKit?) -> String {
        guard let kit else { return "" }
        return """
              for firmware \(kit.path)/
                           \(kit.files.joined(separator: ", "))

            """
    }

    private static func files(_ made: StoredIdentity) -> String {
        """
          certificate  \(made.certificatePath)   (good until \(day(made.notAfter)))
          key          \(made.keyPath)   (keep it secret)
        """
    }

    static func day(_ date: Date) -> String {
        date.formatted(.iso8601.year().month().day())
    }
}
