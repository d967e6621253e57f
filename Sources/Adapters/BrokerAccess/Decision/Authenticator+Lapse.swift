package import BrokerCore

extension Authenticator {
    /// What became of a client that was let in by these rules as they were before; nil when nothing
    /// did, and it may stay.
    ///
    /// A certificate that names the user is judged by whoever knows whom its listener trusts.
    package func lapse(
        of client: EstablishedClient, since former: Authenticator?
    ) -> Lapse? {
        if let method = client.method {
            guard let userName = client.userName,
                let mechanism = mechanisms.first(where: { $0.name == method })
            else { return .userUnknown }
            return mechanism.lapse(
                of: userName, since: former?.mechanisms.first { $0.name == method })
        }
        if userNameFromCertificate != nil { return nil }
        guard let userName = client.userName else {
            return isAnonymousAllowed ? nil : .anonymousNotAllowed
        }
        guard let passwords else {
            return isAnonymousAllowed && mechanisms.isEmpty ? nil : .userUnknown
        }
        return passwords.lapse(of: userName, since: former?.passwords)
    }
}
