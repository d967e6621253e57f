import ArgumentParser
import Foundation
import Identity

extension CertCommand {
    /// `apus cert check`: what a nightly job wants to know.
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check that nothing in the folder is broken, expired or soon will be.",
            discussion: """
                Prints a line for each file. Exit codes:
                  0  all is fine (what you took back yourself is fine, too)
                  1  something ends within --days
                  2  something is expired, broken, or belongs to another key or authority

                Examples:
                  apus cert check
                  apus cert check --days 14 --quiet || mail -s "certificates" me < /dev/null
                """
        )

        @OptionGroup var folder: IdentityFolderOptions

        @Option(help: "How many days ahead to warn.")
        var days = 30

        @Flag(name: .shortAndLong, help: "Print only what is not fine.")
        var quiet = false

        func validate() throws {
            if !(0...Lifetime.daysMax).contains(days) {
                throw ValidationError("--days \(days): from 0 to \(Lifetime.daysMax).")
            }
        }

        func run() throws {
            let now = Date()
            let standings: [Standing]
            do {
                standings = try folder.store.survey(now: now)
            } catch {
                throw Failure.exit(StandingReport.Verdict.broken.rawValue, ["\(error)"])
            }
            var worst = StandingReport.Verdict.fine
            for standing in standings {
                let report = StandingReport(standing, now: now)
                let verdict = report.verdict(soonDays: days)
                worst = max(worst, verdict)
                if quiet, verdict == .fine { continue }
                let file = Printable.text(FilePath.name(of: standing.path))
                print("\(Self.word(verdict))  \(file)  \(report.text)")
            }
            if worst != .fine { throw ExitCode(worst.rawValue) }
        }

        private static func word(_ verdict: StandingReport.Verdict) -> String {
            switch verdict {
            case .fine: "fine  "
            case .soon: "soon  "
            case .broken: "broken"
            }
        }
    }
}
