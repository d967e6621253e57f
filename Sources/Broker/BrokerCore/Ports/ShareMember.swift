package import MQTTTopics

/// One session's part in a shared subscription (MQTT 5 section 4.8.2).
package struct ShareMember: Sendable {
    package let address: SessionAddress
    package let clientID: String
    /// Granted options and subscription identifier.
    package let subscription: SubscriptionHit
    /// The group as the member's own shard knows it, so that messages for the member can name it.
    package let group: ShareGroupName
    /// Kept up to date for members on other shards; those of this one are asked themselves.
    package var standing: MemberStanding
}
