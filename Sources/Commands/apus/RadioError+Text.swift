internal import Chain
internal import LoRaFrames
internal import Radio

extension RadioError {
    /// One line for the operator.
    var text: String {
        switch self {
        case .etherSilent(let port):
            "no ether answers on UDP port \(port); start one with `apus ether --port \(port)`"
        case .refused(let refusal): "the ether refused: \(refusal.text)"
        case .frameTooLong(let byteCount, let max):
            "\(byteCount) bytes do not fit into the radio's \(max)"
        case .busy: "the radio still sends"
        case .closed: "the radio is closed"
        case .socket(let errno): "the radio's socket failed (error \(errno))"
        }
    }
}

extension EtherRefusal {
    /// The refusal in words.
    var text: String {
        switch self {
        case .notRegistered: "the radio has not said how it is tuned"
        case .stillOnAir: "its previous frame is still on air"
        case .tooManyRadios: "too many radios"
        }
    }
}

extension EtherServerError {
    /// One line for the operator; `option` chooses another port.
    func text(option: String) -> String {
        switch self {
        case .portInUse(let port):
            "UDP port \(port) is in use; choose another with \(option)"
        case .socket(let port, let errno):
            "the ether cannot listen on UDP port \(port) (error \(errno)); "
                + "choose another with \(option)"
        }
    }
}

extension BandPlanError {
    /// One line for the operator.
    var text: String {
        switch self {
        case .outsideEveryBand(let channel):
            "\(Double(channel.lowerEdge.hertz) / 1e6) to \(Double(channel.upperEdge.hertz) / 1e6) "
                + "MHz is not within the bands of EU868; try --frequency 869.525 or 868.1"
        }
    }
}
