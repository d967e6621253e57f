/// Time.
extension Fault {
    static let certificateExpired = Fault(
        .certificateExpired, "A certificate has expired",
        symptoms: [
            "mosquitto (log)": """
            OpenSSL Error[0]: error:0A000415:SSL routines::sslv3 alert certificate expired
            """,
            "openssl": "error 10 at 0 depth lookup: certificate has expired",
            "Python ssl": "certificate verify failed: certificate has expired",
            "gnutls-cli": "The certificate chain uses expired certificate.",
            "Mbed TLS": "-0x2700: The certificate validity has expired",
            "BearSSL (ESP8266)": "error 54, BR_ERR_X509_EXPIRED",
            "NIOSSL (Swift)": "SSLV3_ALERT_CERTIFICATE_EXPIRED",
            "Node, MQTT.js": "CERT_HAS_EXPIRED: certificate has expired",
        ],
        cause: "Its time is over. Whoever renews it must also tell the program that uses it.",
        cure: """
            Renew it, and let the broker read it again: apus does so by itself on SIGHUP, \
            mosquitto since 2.0. apus cert list --expiring 30d warns in time.
            """,
        commands: [
            "openssl x509 -in broker.crt -noout -enddate", "apus cert renew NAME",
            "pkill -HUP -x mosquitto",
        ],
        reference: "RFC 5280 section 4.1.2.5; mosquitto #1877, #524, #2037")

    static let authorityExpired = Fault(
        .authorityExpired, "The authority's own certificate has expired",
        symptoms: [
            "openssl": "error 10 at 1 depth lookup: certificate has expired",
            "mosquitto (log)": "sslv3 alert certificate expired",
            "Python ssl": "certificate verify failed: certificate has expired",
            "gnutls-cli": "The certificate chain uses expired certificate.",
        ],
        cause: """
            openssl req -x509 makes a certificate of 30 days unless -days says otherwise. When \
            the authority ends, everything that it signed ends with it, however long the leaves \
            say they are good.
            """,
        cure: """
            Make the authority's certificate again, with the same key and the same name and a \
            longer time; the leaves stay good. Give it to everybody who has the old cafile.
            """,
        commands: [
            "openssl x509 -in ca.crt -noout -subject -enddate",
            "openssl x509 -in ca.crt -signkey ca.key -days 3650 -clrext"
                + " -extfile ca.ext -out ca-new.crt",
        ],
        reference: "RFC 5280 section 6.1.3 (a)(2); openssl-req(1), -days")

    static let peerClockWrong = Fault(
        .peerClockWrong, "The other side's clock is wrong, so that good certificates look expired",
        symptoms: [
            "mosquitto (log)": """
            sslv3 alert certificate expired, or: sslv3 alert bad certificate, of a \
            certificate that is good
            """,
            "BearSSL (ESP8266)": "error 54, BR_ERR_X509_EXPIRED; 53, BR_ERR_X509_TIME_UNKNOWN",
            "Mbed TLS": "-0x2700: The certificate validity starts in the future",
            "Tasmota": "TLS connection error: 54",
        ],
        cause: """
            A device without a battery for its clock begins at 1970 (or at the day its firmware \
            was built) each time it starts, and checks certificates before it has asked for the \
            time.
            """,
        cure: """
            Let the device fetch the time (SNTP) before it connects; or issue certificates whose \
            time begins in 1970, as apus does.
            """,
        commands: ["apus cert server HOST   # notBefore is 1970"],
        reference: "Tasmota #9757; esp8266/Arduino #5022; esp-at #432; RFC 5280 section 4.1.2.5")

    static let certificateNotYetValid = Fault(
        .certificateNotYetValid, "A certificate is not good yet",
        symptoms: [
            "openssl": "error 9 at 0 depth lookup: certificate is not yet valid",
            "mosquitto (log)": """
            OpenSSL Error[0]: error:0A000412:SSL routines::sslv3 alert bad certificate
            """,
            "Python ssl": "certificate verify failed: certificate is not yet valid",
            "gnutls-cli": "The certificate chain uses not yet valid certificate.",
            "Mbed TLS": "-0x2700: The certificate validity starts in the future",
            "BearSSL (ESP8266)": "error 54, BR_ERR_X509_EXPIRED",
        ],
        cause: """
            The clock of the machine that made the certificate was ahead, or the clock of the \
            machine that checks it is behind; a Raspberry Pi has no clock that runs while it is \
            off.
            """,
        cure: "Set both clocks, then issue the certificate again if its beginning is wrong.",
        commands: [
            "date -u; openssl x509 -in broker.crt -noout -startdate", "timedatectl status",
        ],
        reference: "RFC 5280 section 4.1.2.5")
}
