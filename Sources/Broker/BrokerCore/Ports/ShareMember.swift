package import MQTTTopics

/// One session's part in a shared subscription, as its shard tells the others
/// (MQTT 5 section 4.8.2).
package struct ShareMember: Sendable {
    package let address: SessionAddress
    package let clientID: String
    /// Granted options and subscription identifier.
    package let subscription: SubscriptionHit
    package let standing: MemberStanding
}
