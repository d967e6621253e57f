import BrokerCore

/// What a client's certificate says at CONNECT.
extension Reactor {
    /// Why the certificate keeps the client out; nil when it does not.
    func verdict(
        about session: TLSSession, of tenant: Tenant, _ request: AuthenticationRequest
    ) -> AuthenticationVerdict? {
        guard let listener = listener(of: tenant), let tls = listener.tls else { return nil }
        // A resumed session says who was let in once; CONNECT may come long after the handshake.
        refreshTrust(of: listener)
        if let lapsed = certificateVerdict(of: tenant) { return lapsed }
        if let holders = tls.holders, let key = session.certificateKey {
            let clientID = clientID(of: request, tls.settings)
            if let other = holders.take(key, for: clientID, by: tenant.link) {
                observations.append(
                    .certificateInUse(
                        peer: tenant.link.account(listener: tenant.listener),
                        clientID: request.clientID, by: other))
                return .certificateInUse(clientID: other)
            }
        }
        return nil
    }

    /// What is held against the certificate at this moment; nil when it is good, or there is none.
    func certificateVerdict(of tenant: Tenant) -> AuthenticationVerdict? {
        guard let session = tenant.link.tls, let tls = listener(of: tenant)?.tls else { return nil }
        guard let refusal = session.presentRefusal() else {
            if tls.settings.dropsExpiredCertificates { live.awaitExpiry(of: session) }
            return nil
        }
        observations.append(
            .linkFailed(
                peer: tenant.link.account(listener: tenant.listener),
                .tls(.certificateLapsed(refusal))))
        return .lapsed(refusal.lapse)
    }

    /// The certificate may be another client's now.
    func giveCertificate(of tenant: Tenant) {
        guard let session = tenant.link.tls, let holders = listener(of: tenant)?.tls?.holders,
            let key = session.certificateKey
        else { return }
        holders.give(key, by: tenant.link)
    }

    /// Whom the socket and the certificate name.
    func identity(of tenant: Tenant) -> PeerIdentity {
        var alternativeName: String?
        if let session = tenant.link.tls,
            case .alternativeName(let kind) = listener(of: tenant)?.tls?.settings
                .userNameFromCertificate
        {
            alternativeName = session.alternativeName(kind)
        }
        return PeerIdentity(
            link: tenant.link, listener: tenant.listener, alternativeName: alternativeName)
    }

    /// The identifier that tells clients with one certificate apart; where user names stand in its
    /// place, that is the certificate's own, or what the client says.
    private func clientID(of request: AuthenticationRequest, _ tls: TLSSettings) -> String {
        if shard.clientIDRule(ofListener: request.listener) != .userName { return request.clientID }
        return tls.userNameFromCertificate == nil ? request.userName ?? "" : ""
    }
}
