import FaultCatalogue

/// Whether this machine's clock can be right at all.
struct ClockEvidence {
    /// Nobody can have files of a later time than now.
    let files: [String]
    /// Seconds since 1970.
    let now: Int64

    /// When this was written, no clock could be earlier.
    private static let earliest: Int64 = 1_735_689_600  // 2025-01-01
    /// Clocks of two machines that share files differ that much, and nobody minds.
    private static let toleranceSeconds: Int64 = 3_600

    /// A clock that is certainly behind.
    var findings: [Finding] {
        let newest = files.compactMap { FileRights($0)?.changed }.max() ?? 0
        let bound = max(Self.earliest, newest - Self.toleranceSeconds)
        guard now < bound else { return [] }
        let reason =
            newest > Self.earliest
            ? "a file here was written on \(Day(newest))" : "that is long ago"
        return [
            Finding(
                .peerClockWrong, .clock,
                what: "this machine's clock says \(Day(now)), and \(reason): it is behind, and "
                    + "certificates seem not yet valid",
                cure: "set it: `sudo timedatectl set-ntp true`, or by hand: "
                    + "`sudo date -s 'YYYY-MM-DD HH:MM'`")
        ]
    }
}
