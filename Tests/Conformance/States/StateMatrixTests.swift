import MQTTPackets
import MQTTProbe
import Testing

/// Every packet type in every state of a connection: what the table says, and never a trap.
@Suite struct StateMatrixTests {
    @Test(arguments: StateCell.all)
    func `case 5: a packet of any type in any state is answered as the table says`(
        cell: StateCell
    ) throws {
        let stage = try StateStage(cell.state, cell.version)
        let packet = try cell.packet()
        var seen = try stage.send(packet)
        if cell.state.holdsPackets, !(cell.state == .stalledOnQueue && cell.version == .v5) {
            #expect(seen == StateObservation(answer: "", isClosed: false, watched: ""))
            seen = try stage.goOn()
        } else if cell.state == .disconnecting || cell.state == .closing {
            #expect(seen == StateObservation(answer: "", isClosed: false, watched: ""))
            stage.bench.carryOutHeld()
            seen = try stage.send(packet)
        }
        let reaction = cell.reaction
        #expect(
            seen
                == StateObservation(
                    answer: HexText.text(try cell.answer()), isClosed: reaction.isEnd,
                    watched: reaction.isRouted ? "30 04 00 01 74 78" : ""))
        if !reaction.isEnd {
            #expect(try stage.goOn().answer == HexText.text(try cell.laterAnswer()))
        }
        #expect(try stage.isCleanAfterwards())
    }
}
