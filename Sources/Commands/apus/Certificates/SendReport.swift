import Identity

/// What was sent, and what to do there.
enum SendReport {
    static func text(_ files: [String], to place: RemotePlace) -> String {
        let names = files.map { FilePath.name(of: $0) }
        let list = names.map { "  " + Printable.text($0) }.joined(separator: "\n")
        let folder = place.path.isEmpty ? "the home folder" : place.path
        return """
            Sent to \(place.host), \(folder):

            \(list)

            A mosquitto that runs as a service reads its files as user mosquitto. There:

              sudo install -m 644 *.crt /etc/mosquitto/certs/
              sudo install -m 600 -o mosquitto *.key /etc/mosquitto/certs/

            """
    }
}
