package import BrokerCore

/// How often the log explains itself to one address: a client that comes again and again must not
/// fill the disk, nor hide what others do.
package struct RefusalRate {
    /// Explanations that an address has at once.
    package static let burst = 5
    /// One more after so many seconds.
    package static let intervalSeconds: UInt64 = 10
    /// What was left out is summed up after so many seconds.
    package static let summarySeconds: UInt64 = 60
    /// Addresses beyond so many share one account.
    package static let addressesMax = 1_024

    /// What was not explained.
    package struct Summary: Hashable {
        /// Nil for those that share an account.
        package let address: String?
        /// How many.
        package let count: Int
        /// In how many seconds, at least 1.
        package let seconds: UInt64
    }

    private struct Account {
        var left = RefusalRate.burst
        /// Since when the next explanation is earned.
        var earnsSince: UInt64
        var unsaid = 0
        var unsaidSince: UInt64 = 0

        mutating func earn(until second: UInt64) {
            let earned = (second - min(earnsSince, second)) / RefusalRate.intervalSeconds
            left = Int(min(UInt64(RefusalRate.burst), UInt64(left) + earned))
            earnsSince =
                left == RefusalRate.burst
                ? second
                : earnsSince + earned * RefusalRate.intervalSeconds
        }
    }

    private var accounts: [String?: Account] = [:]

    /// Nobody was refused yet.
    package init() {}

    /// Whether a refusal of the address is explained; if not, it is counted.
    package mutating func admits(_ address: String, at now: MonotonicTime) -> Bool {
        let key = key(of: address, now.seconds)
        var account = accounts[key] ?? Account(earnsSince: now.seconds)
        defer { accounts[key] = account }
        account.earn(until: now.seconds)
        if account.left > 0 {
            account.left -= 1
            return true
        }
        if account.unsaid == 0 { account.unsaidSince = now.seconds }
        account.unsaid += 1
        return false
    }

    /// Sums up what was left out long enough ago, or all of it.
    package mutating func summaries(at now: MonotonicTime, isLast: Bool = false) -> [Summary] {
        var summaries: [Summary] = []
        for (address, account) in accounts where account.unsaid > 0 {
            let seconds = max(1, now.seconds - min(account.unsaidSince, now.seconds))
            if seconds < Self.summarySeconds, !isLast { continue }
            summaries.append(Summary(address: address, count: account.unsaid, seconds: seconds))
            accounts[address]?.unsaid = 0
        }
        return summaries.sorted { ($0.address ?? "") < ($1.address ?? "") }
    }

    /// Forgets who has been quiet, when the table is full.
    private mutating func key(of address: String, _ second: UInt64) -> String? {
        if accounts[address] != nil || accounts.count < Self.addressesMax { return address }
        accounts = accounts.filter { _, account in
            var account = account
            account.earn(until: second)
            return account.left < Self.burst || account.unsaid > 0
        }
        return accounts.count < Self.addressesMax ? address : nil
    }
}
