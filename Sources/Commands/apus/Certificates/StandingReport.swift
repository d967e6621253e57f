import FaultCatalogue
import Foundation
import Identity

/// How a file of the folder stands, in words.
struct StandingReport {
    /// What a program that runs at night makes of it.
    enum Verdict: Int32, Comparable {
        case fine = 0
        case soon = 1
        case broken = 2

        static func < (one: Verdict, other: Verdict) -> Bool { one.rawValue < other.rawValue }
    }

    let standing: Standing
    let now: Date

    init(_ standing: Standing, now: Date) {
        self.standing = standing
        self.now = now
    }

    /// Whose file it is, in six letters and more.
    var role: String {
        switch standing.role {
        case .authority: "authority"
        case .leaf(.server): "server   "
        case .leaf(.device): "device   "
        case .revocationList: "crl      "
        case .unknown: "unknown  "
        }
    }

    /// What is wrong, or how long it lasts.
    var text: String {
        switch standing.fault {
        case nil: lasts
        case .unreadable(let error): "\(error)"
        case .expired: "expired on \(end)\(cure)"
        case .notYetValid: "is not good yet: check this machine's clock"
        case .keyMismatch: "the .key file beside it belongs to another certificate"
        case .otherAuthority: "this folder's authority did not sign it\(cure)"
        case .revoked: "taken back"
        }
    }

    /// What the standing means for whoever looks after it.
    func verdict(soonDays: Int) -> Verdict {
        switch standing.fault {
        // A certificate that was taken back has the fate that the operator wished for it.
        case .revoked: .fine
        case .some: .broken
        case nil: (standing.daysLeft(now: now) ?? .max) < soonDays ? .soon : .fine
        }
    }

    private var lasts: String {
        guard let days = standing.daysLeft(now: now) else { return "without end" }
        return "\(days) \(days == 1 ? "day" : "days") left (\(end))"
    }

    private var end: String { standing.notAfter.map(IdentityReport.day) ?? "" }

    private var cure: String {
        switch standing.role {
        case .leaf: "; apus cert renew \(ShellWord(standing.name))"
        case .revocationList: "; apus ca crl"
        case .authority: "; apus ca init --force, and all identities again"
        case .unknown: ""
        }
    }
}
