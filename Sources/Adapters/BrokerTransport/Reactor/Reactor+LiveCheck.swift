import BrokerCore

/// Clients that were let in and may not stay.
extension Reactor {
    /// Others are served again after so long.
    private static let slice: UInt64 = 2_000_000
    /// The clock is read once for so many places.
    private static let placesPerReading: UInt32 = 8

    /// Looks at clients whose certificate may have expired by now.
    func noticeExpiry() {
        if live.awaitsExpiry, live.place == nil, unixTime() >= live.firstExpiry {
            live.begin(.expiry)
        }
    }

    /// Looks at some more of the connections, where that is under way.
    func goOnJudging() {
        guard var place = live.place else { return }
        let end = clock().adding(nanoseconds: Self.slice)
        while Int(place) < tenants.placeCount {
            if let tenant = tenants[place] { judge(tenant) }
            place += 1
            if place % Self.placesPerReading == 0, clock() >= end {
                live.place = place
                return
            }
        }
        live.finish()
    }

    /// Sends the client away if it may not stay. Who was not let in yet is judged at CONNECT.
    func judge(_ tenant: Tenant) {
        guard let client = shard.client(at: tenant.slot) else { return }
        if let session = tenant.link.tls {
            let isDropped =
                listener(of: tenant)?.tls?.settings.dropsExpiredCertificates ?? false
            if live.reason == .expiry, !isDropped { return }
            if let refusal = session.lapse() {
                end(tenant, client, refusal.lapse, refusal)
                return
            }
            if isDropped { live.awaitExpiry(of: session) }
        }
        for judge in live.judges {
            if let lapse = judge(client) {
                end(tenant, client, lapse, nil)
                return
            }
        }
    }

    private func end(
        _ tenant: Tenant, _ client: EstablishedClient, _ lapse: Lapse,
        _ refusal: CertificateRefusal?
    ) {
        observations.append(
            .lapsed(
                LapsedClient(
                    peer: tenant.link.peer, client: client,
                    certificate: tenant.link.tls?.shownCertificate, lapse: lapse,
                    refusal: refusal)))
        shard.end(tenant.slot, lapse, now: now)
    }
}
