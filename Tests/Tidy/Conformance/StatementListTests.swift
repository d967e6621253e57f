import Testing

@Suite struct StatementListTests {
    @Test(arguments: ["MQTT-3.1.2-24", "MQTT-4.12.0-1", "MQTT-1.5.4-3"])
    func `an id is read and written the same`(text: String) {
        #expect(StatementID(text)?.description == text)
    }

    @Test(arguments: [
        "MQTT-3.1.2.7", "MQTT-3-8.3-4", "MQTT-4.2-1", "3.1.2-24", "MQTT-3.1.2-", "MQTT-3.1.2-04",
        "MQTT-3.1.2-1, MQTT-3.1.2-2", "MQTT-3.1.+2-1", "MQTT-3.1.2-1-1", "mqtt-3.1.2-1", "",
    ])
    func `another form is no id`(text: String) {
        #expect(StatementID(text) == nil)
    }

    @Test func `ids are ordered by number`() throws {
        let ids = ["MQTT-3.1.2-9", "MQTT-3.1.2-10", "MQTT-3.2.0-1", "MQTT-3.10.1-1"]
            .compactMap { StatementID($0) }
        #expect(ids.count == 4)
        #expect(ids == ids.reversed().sorted())
    }

    @Test func `a line has id, side, check and summary`() throws {
        let text = """
            # a comment

            MQTT-3.1.2-4    both   session   clean start: a new session
            MQTT-3.1.2-20   client clock     ping, when idle
            """
        let statements = try Statement.list(text)
        #expect(statements.map(\.id.description) == ["MQTT-3.1.2-4", "MQTT-3.1.2-20"])
        #expect(statements.map(\.sides) == [[.server, .client], [.client]])
        #expect(statements.map(\.check) == [.session, .clock])
        #expect(statements.map(\.summary) == ["clean start: a new session", "ping, when idle"])
    }

    @Test(arguments: [
        ("MQTT-3.1.2-4 both session", "not id, side, check and summary"),
        ("MQTT-3.1.2.7 both session text", "not id, side, check and summary"),
        ("MQTT-3.1.2-4 broker session text", "no side `broker`"),
        ("MQTT-3.1.2-4 both magic text", "no check `magic`"),
    ])
    func `a line that lacks something is refused`(line: String, message: String) {
        #expect(throws: ListFailure(line: 2, message: message)) {
            try Statement.list("# a comment\n\(line)")
        }
    }

    @Test(arguments: ["MQTT-3.1.2-4", "MQTT-3.1.2-5"])
    func `a statement stands once and in its place`(second: String) {
        let text = "MQTT-3.1.2-5 both session a\n\(second) both session b"
        #expect(throws: ListFailure(line: 2, message: "\(second) after MQTT-3.1.2-5")) {
            try Statement.list(text)
        }
    }

    @Test func `an exception has id, version and reason`() throws {
        let text = "# a comment\nMQTT-6.0.0-1  3.1.1  no such transport\nMQTT-6.0.0-1  5"
        let exemptions = try Exemption.list(text)
        #expect(exemptions.map(\.standard) == [.mqtt311, .mqtt5])
        #expect(exemptions.map(\.reason) == ["no such transport", ""])
        #expect(exemptions.map(\.line) == [2, 3])
    }

    @Test(arguments: ["MQTT-6.0.0-1", "MQTT-6.0.0-1 4 because", "6.0.0-1 5 because"])
    func `an exception without id or version is refused`(line: String) {
        #expect(throws: ListFailure(line: 1, message: "not id, version and reason")) {
            try Exemption.list(line)
        }
    }
}
