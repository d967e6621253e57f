import Identity

/// What to do with the revocation list, in lines that can be copied.
enum RevocationReport {
    static func revoked(_ list: StoredRevocationList) -> String {
        let count =
            switch list.newCount {
            case 0: "Nothing new was taken back: it was already."
            case 1: "Took one certificate back."
            default: "Took \(list.newCount) certificates back."
            }
        return count + "\n\n" + text(list)
    }

    static func list(_ list: StoredRevocationList) -> String {
        "Wrote the list again.\n\n" + text(list)
    }

    private static func text(_ list: StoredRevocationList) -> String {
        let end = list.nextUpdate.map { "good until \(IdentityReport.day($0))" } ?? "without end"
        return """
              list  \(list.path)   (\(list.count) taken back; \(end))

            A broker refuses them once it has this list. Copy it there and name it in
            mosquitto.conf, below the listener:

              crlfile \(list.path)

            Then tell the broker to read it again:

            \(IdentityReport.reloading)

            """
    }
}
