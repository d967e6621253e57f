import Testing

@Suite struct TestFunctionTests {
    @Test func `a sentence in backticks is a test's name`() {
        let tests = TestFunction.all(
            in: "@Test func `a ping is answered [MQTT-3.12.4-1]`() async throws {}")
        #expect(tests.map(\.labels) == [["MQTT-3.12.4-1"]])
        #expect(tests.map(\.nameWithoutLabels) == ["a ping is answered"])
    }

    @Test func `a name may have several labels at either end`() {
        let tests = TestFunction.all(
            in: "@Test func `[MQTT-4.7.1-1] wildcards [MQTT-4.7.1-2] stand alone [MQTT-9]`() {}")
        #expect(tests.map(\.labels) == [["MQTT-4.7.1-1", "MQTT-4.7.1-2", "MQTT-9"]])
        #expect(tests.map(\.nameWithoutLabels) == ["wildcards stand alone"])
    }

    @Test func `a display name counts before the function's`() {
        let text = """
            @Test("a ping (or two) is \\"answered\\" [MQTT-3.12.4-1]", arguments: [1])
            func ping(count: Int) {}
            """
        let tests = TestFunction.all(in: text)
        #expect(tests.map(\.labels) == [["MQTT-3.12.4-1"]])
        #expect(tests.map(\.nameWithoutLabels) == ["a ping (or two) is \\\"answered\\\""])
    }

    @Test func `arguments are no name`() {
        let text = """
            @Test(arguments: [("[MQTT-3.1.2-3]", 1), (#"a "b" )"#, 2)])
            func `a frame is refused [MQTT-2.1.3-1]`(
                label: String, byte: UInt8
            ) {}
            @Test(.timeLimit(.minutes(1)))
            func plain() {}
            """
        let tests = TestFunction.all(in: text)
        #expect(tests.map(\.labels) == [["MQTT-2.1.3-1"], []])
        #expect(tests.map(\.name) == ["a frame is refused [MQTT-2.1.3-1]", "plain"])
    }

    @Test(arguments: [
        "// @Test func `gone [MQTT-3.12.4-1]`() {}",
        "/* @Test func `gone [MQTT-3.12.4-1]`() {} */",
        "let text = \"@Test func gone() {}\"",
        "func `no test [MQTT-3.12.4-1]`() {}",
        "@Tested func `no test [MQTT-3.12.4-1]`() {}",
    ])
    func `what does not run is no test`(text: String) {
        #expect(TestFunction.all(in: text).isEmpty)
    }

    @Test func `a disabled test is told from the others`() {
        let text = """
            @Test(.disabled("later")) func `a [MQTT-3.12.4-1]`() {}
            @Test("disabled [MQTT-3.12.4-1]") func b() {}
            """
        #expect(TestFunction.all(in: text).map(\.isDisabled) == [true, false])
    }
}
