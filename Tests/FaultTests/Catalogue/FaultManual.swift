import FaultCatalogue
import Misconfigurations

/// `docs/faults.md`: the table of what is named where, and a page for each fault.
enum FaultManual {
    /// The whole file.
    static var text: String {
        ([introduction, table, healthy, "## The faults"] + Fault.all.map { page(of: $0) })
            .joined(separator: "\n\n") + "\n"
    }

    private static let introduction = """
        # Faults

        What keeps a sensor and its broker apart, what programs say of it, and what cures it.
        `apus explain TLS-014` shows a page of this list in a terminal, `apus explain 'unknown ca'`
        finds the pages on which a program's words stand. Every fault has one name, which stays:
        `apus doctor`, the broker's log and the errors of `apus pub`, `apus sub` and ApusClient end
        their line with it, in brackets. `make faults` writes this file from the catalogue
        ([Sources/Protocol/FaultCatalogue](../Sources/Protocol/FaultCatalogue)) and from the
        misconfigurations that the tests make
        ([Tests/Support/Misconfigurations](../Tests/Support/Misconfigurations)).

        A word on the two sentences that are mistaken most often: `alert X` in a log means that the
        *other side* refused and said X; `certificate verify failed` means that *this side* refused
        the other's certificate.
        """

    private static var table: String {
        let rows = Misconfiguration.all.map { row in
            let marks = Column.allCases.map { row.columns.contains($0) ? "●" : "–" }
            let name = row.weight == .warning ? "\(row.name) (a warning)" : row.name
            return "| \(escaped(name)) | \(link(to: row.id)) | \(row.culprit.rawValue) | "
                + marks.joined(separator: " | ") + " |"
        }
        let cells = Misconfiguration.all.map(\.columns.count).reduce(0, +)
        let columns = Column.allCases.map(\.rawValue).joined(separator: " | ")
        return """
            ## What is named, and where

            Each of these \(Misconfiguration.all.count) misconfigurations is made for real by the
            tests, with the openssl program and by hand, and met by real peers: our client and
            doctor meet our broker and stock mosquitto, and our broker meets mosquitto_pub,
            `openssl s_client`, Python's `ssl` and gnutls-cli. ● means that the fault, whose turn it
            is and the cure are named there, which a test proves in all \(cells) places; – means
            that nobody can know it there.

            | What is wrong | Fault | Whose turn | \(columns) |
            |---|---|---|:-:|:-:|:-:|:-:|

            """ + rows.joined(separator: "\n")
    }

    private static var healthy: String {
        let rows = HealthySetup.all.map { "- \(escaped($0.name))" }
        return """
            ## What is left alone

            These \(HealthySetup.all.count) setups are in order; the tests make them too, and none
            of the four says a word.


            """ + rows.joined(separator: "\n")
    }

    private static func page(of fault: Fault) -> String {
        let symptoms = fault.symptoms.map {
            "| \(escaped($0.program)) | `\($0.text.replacing("|", with: "\\|"))` |"
        }
        let commands = fault.commands.map { "    \($0)" }
        return [
            "### \(fault.id.rawValue)", "**\(escaped(fault.title)).**",
            "| Program | What it says |\n|---|---|\n" + symptoms.joined(separator: "\n"),
            escaped(fault.cause), "Cure: \(escaped(fault.cure))",
            commands.joined(separator: "\n"), "More: \(escaped(fault.reference)).",
        ].joined(separator: "\n\n")
    }

    private static func link(to id: FaultID) -> String {
        "[\(id.rawValue)](#\(id.rawValue.lowercased()))"
    }

    /// Text that Markdown leaves as it is.
    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            if "\\|<*_`[]".contains(character) { result.append("\\") }
            result.append(character)
        }
    }
}
