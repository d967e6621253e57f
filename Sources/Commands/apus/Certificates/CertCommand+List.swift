import ArgumentParser
import Foundation
import Identity

extension CertCommand {
    /// `apus cert list`: what the folder holds.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the folder's certificates with the days that they have left.",
            discussion: """
                Examples:
                  apus cert list
                  apus cert list --expiring 30d
                """
        )

        @OptionGroup var folder: IdentityFolderOptions

        @Option(help: "Only what ends within this time, such as 30d, 4w or 12h.")
        var expiring: Span?

        func run() throws {
            let now = Date()
            let standings = try folder.store.survey(now: now).filter { standing in
                guard let expiring else { return true }
                guard let end = standing.notAfter, standing.fault != .revoked else { return false }
                return end < now + expiring.seconds
            }
            if standings.isEmpty {
                print("Nothing ends so soon.")
                return
            }
            let names = standings.map { Printable.text($0.name) }
            let width = names.map(\.count).max() ?? 0
            for (standing, name) in zip(standings, names) {
                let report = StandingReport(standing, now: now)
                let gap = String(repeating: " ", count: width - name.count)
                print("\(name)\(gap)  \(report.role)  \(report.text)")
            }
        }
    }
}
