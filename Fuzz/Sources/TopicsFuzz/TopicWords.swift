import FuzzInput
import MQTTPackets
import MQTTTopics

/// Names and filters of a program, judged by both sides.
enum TopicWords {
    private static let names = ["", "a", "b", "$x", "$SYS", "$share", "g", "a longer level", "ä"]
    private static let filterNames = names + ["+", "+", "#", "#"]

    /// A legal topic name that is not empty, or nil.
    static func name(_ input: inout FuzzInput) -> [UInt8]? {
        let bytes = input.levels(names)
        let isLegal = TopicName.isLegal(bytes.span)
        precondition(
            isLegal == NaiveTopics.isName(bytes), "a topic name is judged as the text says")
        return isLegal && !bytes.isEmpty ? bytes : nil
    }

    /// A legal filter, or nil.
    static func filter(_ input: inout FuzzInput) -> [UInt8]? {
        let bytes = input.levels(filterNames)
        var isLegal = true
        do {
            try TopicFilter.check(bytes.span)
        } catch {
            isLegal = false
        }
        precondition(isLegal == NaiveTopics.isFilter(bytes), "a filter is judged as the text says")
        return isLegal ? bytes : nil
    }

    /// Whether the filter matches, as both sides say.
    static func matches(filter: [UInt8], topic: [UInt8]) -> Bool {
        let matches = TopicFilter.matches(filter: filter.span, topic: topic.span)
        precondition(
            matches == NaiveTopics.matches(filter: filter, topic: topic),
            "a filter matches as the text says")
        return matches
    }
}
