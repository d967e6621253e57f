import Foundation
import Identity

/// What was made, where it lies and what to do next, in lines that can be copied.
enum IdentityReport {
    static func authority(_ made: StoredIdentity, folder: IdentityFolderOptions) -> String {
        """
        Made the authority "\(made.commonName)".

        \(files(made))

        Copy ca.crt to every server and device. Copy ca.key nowhere: who has it can make
        identities that all of yours believe. Next, with your broker's names:

          apus cert server localhost 127.0.0.1\(folder.argument)
          apus cert device my-sensor\(folder.argument)

        """
    }

    static func server(_ made: StoredIdentity, folder: IdentityFolderOptions) -> String {
        let authority = folder.store.authorityFiles.certificate
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

    static func device(_ made: StoredIdentity, folder: IdentityFolderOptions) -> String {
        let authority = folder.store.authorityFiles.certificate
        let host = folder.store.firstServerName()
        let hint =
            host == nil
            ? "Connect to your broker with it (make its identity with `apus cert server`):"
            : "Connect to your broker with it:"
        return """
            Made a device identity for \(made.commonName).

            \(files(made))

            The device needs these two files and \(authority).
            \(hint)

              mosquitto_pub -h \(ShellWord(host ?? "localhost")) -p 8883 \\
                --cafile \(ShellWord(authority)) \\
                --cert \(ShellWord(made.certificatePath)) \\
                --key \(ShellWord(made.keyPath)) \\
                -t hello -m world

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
