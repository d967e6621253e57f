import FaultCatalogue
import Identity

/// What was asked for and what was signed, in lines that can be copied.
enum RequestReport {
    static func made(_ made: StoredRequest) -> String {
        let whose = made.kind == .server ? "server" : "device"
        return """
            Made a request for the \(whose) \(made.commonName).

              request  \(made.requestPath)
              key      \(made.keyPath)   (keep it secret; it stays here)

            Give the request to the authority. If that is Apus, too, there:

              apus cert sign \(ShellWord(FilePath.name(of: made.requestPath)))

            """
    }

    static func signed(
        _ made: StoredIdentity, request: RequestFile, store: IdentityStore
    ) -> String {
        let whose =
            made.serverNames.isEmpty
            ? "device \(made.commonName)"
            : "server with the names \(made.serverNames.joined(separator: ", "))"
        let end = IdentityReport.day(made.notAfter)
        return """
            Signed a certificate for a \(whose).

              certificate  \(made.certificatePath)   (good until \(end))
              authority    \(store.authorityFiles.certificate)

            \(declined(request))Give both back to whoever has the key.

            """
    }

    private static func declined(_ request: RequestFile) -> String {
        if request.declined.isEmpty { return "" }
        let lines = request.declined.map { wish in
            switch wish {
            case .subject(let text): "  \(Printable.text(text)) in the subject"
            case .name(let text): "  the name \(Printable.text(text))"
            case .extension(let text): "  the extension \(Printable.text(text))"
            }
        }
        return "Asked for, and not granted:\n\n" + lines.joined(separator: "\n") + "\n\n"
    }
}
