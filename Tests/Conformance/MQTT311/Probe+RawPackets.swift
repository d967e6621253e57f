import MQTTProbe

/// Packets that no encoder would write, without counting their bytes by hand.
extension Probe {
    /// Sends a packet of that first byte, with the remaining length that its body has.
    func send(_ firstByte: String, body: String) async throws {
        let body = try HexText.bytes(body)
        guard let length = UInt8(exactly: body.count), length < 128 else {
            throw ProbeFailure("too long for one byte of length: \(body.count)")
        }
        await send(bytes: try HexText.bytes(firstByte) + [length] + body)
    }

    /// Sends a CONNECT of MQTT 3.1.1 with those flags, keep alive 0 and that payload.
    func sendConnect(_ flags: String, _ payload: String) async throws {
        try await send("10", body: "00 04 'MQTT' 04 \(flags) 00 00 \(payload)")
    }

    /// Sends a CONNECT of MQTT 3.1 with those flags, keep alive 0 and that payload.
    func sendOldConnect(_ flags: String, _ payload: String) async throws {
        try await send("10", body: "00 06 'MQIsdp' 03 \(flags) 00 00 \(payload)")
    }
}
