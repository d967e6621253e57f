import FaultCatalogue

extension Hearing {
    /// A clock before 2025 or after 2099 was never set.
    private static let plausible: Range<Int64> = 1_735_689_600..<4_102_444_800

    /// Who is not good yet, or no longer.
    var timeFindings: [Finding] {
        let wrong = path.links.filter { !$0.isGood(at: chain.now) }
        guard let first = wrong.first else { return [] }
        if !Self.plausible.contains(chain.now) { return [clockWrong(first)] }
        return wrong.map { link in
            link.notBefore > chain.now ? notYet(link) : expired(link)
        }
    }

    private var now: String { CalendarText.text(of: chain.now) }

    private func clockWrong(_ link: CertificateFacts) -> Finding {
        Finding(
            .peerClockWrong, .clock,
            what: "the clock here says \(now), and \(name(link)) is good from "
                + "\(CalendarText.text(of: link.notBefore)) to "
                + CalendarText.text(of: link.notAfter),
            cure: "set the clock before TLS begins: `timedatectl set-ntp true`; on a device ask a "
                + "time server (SNTP) first")
    }

    private func notYet(_ link: CertificateFacts) -> Finding {
        Finding(
            .certificateNotYetValid, .clock,
            what: "\(name(link)) is good only from \(CalendarText.text(of: link.notBefore)), and "
                + "here it is \(now): its maker's clock was ahead, or ours is behind",
            cure: "compare `date -u` on both machines and set the wrong clock (`timedatectl "
                + "set-ntp true`); then issue the certificate again: `\(renewal)`",
            opinions: [.init(program: "OpenSSL (mosquitto)", verdict: "refuses (error 9)")])
    }

    private func expired(_ link: CertificateFacts) -> Finding {
        let isLeaf = link.der == leaf.der
        let what =
            "\(name(link)) expired on \(CalendarText.text(of: link.notAfter)), and here it is "
            + now
        if isLeaf {
            return Finding(
                .certificateExpired, ownerCulprit, what: what,
                cure: "renew it, then let the \(owner) load it again"
                    + (chain.role == .server ? " (SIGHUP): " : ": ")
                    + "`\(renewal)`, or \(reissue())",
                opinions: [.init(program: "OpenSSL (mosquitto)", verdict: "refuses (error 10)")])
        }
        return Finding(
            .authorityExpired, .authority, what: what + ": all that it issued is refused with it",
            cure: "make it again with the same key and name, which keeps what it issued good, and "
                + "give it to both sides: "
                + remakeAuthority(subject: link.subject.subjectOption),
            opinions: [.init(program: "OpenSSL (mosquitto)", verdict: "refuses (error 10)")])
    }
}
