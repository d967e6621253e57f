import BrokerConfiguration
import Testing

@Test func `no option stands twice in the table`() {
    let names = OptionTable.options.map(\.name)
    #expect(Set(names).count == names.count)
}

@Test(arguments: [
    ("alow_anonymous", "allow_anonymous"), ("cafiel", "cafile"), ("LISTENER", "listener"),
    ("require_certificates", "require_certificate"), ("passwordfile", "password_file"),
    ("prot", "port"), ("durabilty", "durability"), ("persistance", "persistence"),
])
func `a slip finds the option that was meant`(slip: String, option: String) {
    #expect(OptionTable.nearestName(to: slip) == option)
}

@Test func `a word far from every option finds none`() {
    #expect(OptionTable.nearestName(to: "zzzzzz") == nil)
    #expect(OptionTable.nearestName(to: String(repeating: "listener", count: 100)) == nil)
}

@Test func `each option of the table has its paragraph in the manual`() {
    let manual = OptionTable.manual()
    for option in OptionTable.options {
        #expect(manual.contains("\(option.name) "))
        #expect(option.summary.hasSuffix("."))
    }
    #expect(
        manual.contains(
            """
            max_packet_size NUMBER (20 to 268435460)
                The longest packet in bytes; a client that sends a longer one is disconnected.
                Default: 2000000.

            """))
    #expect(
        manual.contains(
            """
                Users and their hashed passwords, as mosquitto_passwd writes them.
                Default: none. Holds for all listeners, or with per_listener_settings for the one \
            above. Reloaded on SIGHUP.

            """))
    #expect(manual.contains("    Not supported yet: without its rules every client"))
}

@Test func `every supported option with a bare name is refused as empty`() {
    for option in OptionTable.options where option.isSupported {
        let above = option.name == "listener" ? "" : "listener 1883\n"
        let expected = "Empty '\(option.name)' value in configuration."
        #expect(lines(above + option.name).contains { $0.hasSuffix(expected) })
    }
}
