import ArgumentParser
import BrokerConfiguration
import FaultCatalogue

/// `apus explain`: the catalogue of faults.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Explain a fault: what it looks like, where it comes from, what cures it.",
        discussion: """
            Without anything it lists all faults; with a fault's name, such as TLS-014, it tells \
            all about it; with words of any program's error message it finds the faults that show \
            them.

            Examples:
              apus explain
              apus explain TLS-001
              apus explain 'tlsv1 alert unknown ca'
            """)

    @Argument(help: "Names of faults, or words of an error message.")
    var what: [String] = []

    func run() throws {
        if what.isEmpty { return Pager.show(Self.list(Fault.all)) }
        let names = what.map { FaultName($0) }
        if names.allSatisfy({ $0 != nil }) {
            return Pager.show(
                try names.compactMap { $0 }.map { FaultPage.text(of: try $0.fault()) }
                    .joined(separator: "\n"))
        }
        let words = what.joined(separator: " ")
        let found = Fault.search(words)
        switch found.count {
        case 0:
            throw Failure.exit(
                1,
                [
                    "no fault shows '\(words)'",
                    "try fewer of its words, or look through all of them: apus explain",
                ])
        case 1: Pager.show(FaultPage.text(of: found[0]))
        default: Pager.show(Self.list(found))
        }
    }

    private static func list(_ faults: [Fault]) -> String {
        let width = faults.map(\.id.rawValue.count).max() ?? 0
        let lines = faults.map { fault in
            let gap = String(repeating: " ", count: width - fault.id.rawValue.count + 2)
            return fault.id.rawValue + gap + fault.title + "\n"
        }
        return lines.joined() + "\nMore about one: apus explain \(faults[0].id.rawValue)\n"
    }
}
