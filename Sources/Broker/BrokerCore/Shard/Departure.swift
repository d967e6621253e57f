import MQTTTopics

/// A session that has ended and whose subscriptions are still being taken out of the index; its
/// place is given to nobody before that is done.
struct Departure {
    let slot: UInt32
    let subscriptions: SubscriptionTable
    /// How far they are taken out.
    var position = 0

    /// Whether all are out.
    var isFinished: Bool {
        var position = position
        return subscriptions.next(&position) == nil
    }
}
