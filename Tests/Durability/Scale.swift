import Foundation

/// How large a campaign is: small in every test run, large when make says so.
struct Scale {
    /// How often the broker dies.
    let rounds: Int
    /// About how many messages are acknowledged before each death.
    let messages: Int
    let seed: UInt64
    /// Whether make asked for it, so that a machine that cannot do it has failed.
    let isDemanded: Bool

    /// - Parameters:
    ///   - name: `CRASH` reads `APUS_CRASH_ROUNDS`; `APUS_DURABILITY_SEED` and `…_MESSAGES` go for
    ///     all.
    init(_ name: String, rounds: Int, messages: Int = 400, seed: UInt64 = 1) {
        func number(_ name: String) -> Int? {
            ProcessInfo.processInfo.environment["APUS_" + name].flatMap { Int($0) }
        }
        let demanded = number(name + "_ROUNDS")
        isDemanded = demanded != nil
        self.rounds = demanded ?? rounds
        self.messages = number("DURABILITY_MESSAGES") ?? (isDemanded ? 6_000 : messages)
        self.seed =
            number("DURABILITY_SEED").map { UInt64($0) }
            ?? (isDemanded ? .random(in: 1...999_999) : seed)
    }

    /// Says why nothing is proven here: a failure when it was demanded.
    func skip(_ reason: String) throws {
        if isDemanded { throw CrowdFailure(reason) }
        print("skipped: \(reason)")
    }
}
