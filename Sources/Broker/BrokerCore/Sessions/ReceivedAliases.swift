/// The topics that a client's aliases stand for on one connection (MQTT 5 section 3.3.2.3.4).
///
/// It owns no memory until the first alias is set, and never more than one topic name per alias
/// granted.
struct ReceivedAliases {
    /// By alias, the first at place 0; empty where nothing was set.
    private var topics: [[UInt8]] = []

    /// The topic that the alias stands for; nil when the client never said.
    func topic(of alias: UInt16) -> [UInt8]? {
        let place = Int(alias) - 1
        return place < topics.count && !topics[place].isEmpty ? topics[place] : nil
    }

    /// Lets the alias stand for the topic, whatever it stood for `[MQTT-3.3.2-12]`.
    mutating func set(_ alias: UInt16, to topic: Span<UInt8>) {
        let place = Int(alias) - 1
        while topics.count <= place { topics.append([]) }
        topics[place].removeAll(keepingCapacity: topics[place].capacity <= 2 * topic.count)
        topics[place].append(topic)
    }
}
