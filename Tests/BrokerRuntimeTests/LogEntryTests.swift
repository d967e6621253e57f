import BrokerRuntime
import Testing

struct LogEntryTests {
    @Test(arguments: [
        ("Client c disconnected.", "Client c disconnected."),
        ("Client \u{E1}\u{1F600} disconnected.", "Client \u{E1}\u{1F600} disconnected."),
        ("\ttopic (QoS 1)", "\ttopic (QoS 1)"),
        ("\t\ttopic", "\t\\x09topic"),
        ("a\tb", "a\\x09b"),
        ("a\n1700000000: b", "a\\x0a1700000000: b"),
        ("a\r\nb", "a\\x0d\\x0ab"),
        ("\u{1B}[2Ja\u{7F}", "\\x1b[2Ja\\x7f"),
        ("a\u{80}\u{85}\u{9B}\u{9F}\u{A0}", "a\\x80\\x85\\x9b\\x9f\u{A0}"),
        ("a\u{2028}b\u{2029}", "a\\u{2028}b\\u{2029}"),
    ])
    func `a line has nothing in it that ends it or acts on a terminal`(
        text: String, line: String
    ) {
        #expect(LogEntry.escaped(text) == line)
    }
}
