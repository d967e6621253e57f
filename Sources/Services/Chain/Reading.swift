/// What a sensor said, under its topic.
package struct Reading: Hashable, Sendable {
    package let topic: String
    package let bytes: [UInt8]

    package init(topic: String, bytes: [UInt8]) {
        self.topic = topic
        self.bytes = bytes
    }

    /// The reading for a terminal.
    package var text: String { PrintableText.escaping(bytes) }
}
