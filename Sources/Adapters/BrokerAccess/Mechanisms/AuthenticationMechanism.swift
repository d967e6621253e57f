package import BrokerCore

/// A way of enhanced authentication that a listener offers (MQTT 5 section 4.12).
package protocol AuthenticationMechanism: Sendable {
    /// What CONNECT and AUTH call it.
    var name: String { get }

    /// Begins an exchange with what the client sent first, if it sent anything.
    func begin(_ data: [UInt8]?) -> AuthenticationStep

    /// What became of a user who proved to be it by the mechanism that this one replaces; nil when
    /// nothing did.
    func lapse(of user: String, since former: (any AuthenticationMechanism)?) -> Lapse?
}

extension AuthenticationMechanism {
    /// A mechanism whose users never change.
    package func lapse(
        of user: String, since former: (any AuthenticationMechanism)?
    ) -> Lapse? { nil }
}
