namespace Wattline.Firmware.Storage;

/// <summary>
/// The concentrator's memory that survives power cuts: three streams of messages, and a few small states.
/// Nothing may be sent, and no coin or note accepted, on the strength of a record before <see cref="Commit"/> said true.
/// </summary>
public interface IJournal
{
    /// <summary>Drawn when the journal was formatted, or renewed: sequences of another epoch are other messages.</summary>
    ulong Epoch { get; }

    /// <summary>
    /// True while readings that wait to be acknowledged stand in more than half of it: what meters keep for us is left
    /// there, for it would overwrite what nobody keeps.
    /// </summary>
    bool IsPressed { get; }

    /// <summary>
    /// True while events that wait to be acknowledged take more than their share: what can wait where it comes from is not journalled,
    /// for it would overwrite readings.
    /// </summary>
    bool IsCrowded { get; }

    /// <summary>
    /// Is shown each message of readings that is given up for room before it was acknowledged; it must not touch the journal.
    /// Null: nobody asks.
    /// </summary>
    IRecordVisitor GivenUp { get; set; }

    /// <summary>The longest body that <see cref="Append"/> takes, in bytes.</summary>
    int BodyBytesMax { get; }

    /// <summary>Appends a message: wraps the body into its envelope with the next sequence of the stream.</summary>
    /// <param name="stream">One of <see cref="Streams"/>.</param>
    /// <param name="body">Buffer that holds the body: one CBOR item.</param>
    /// <param name="offset">Where the body starts.</param>
    /// <param name="count">Bytes of the body.</param>
    /// <param name="now">Milliseconds since this start of the device.</param>
    /// <returns>The sequence given, from 1; 0 when the flash refused or the body is too long, and then nothing was appended.</returns>
    long Append(int stream, byte[] body, int offset, int count, long now);

    /// <summary>
    /// Makes everything appended and every state set so far durable. After false nothing is forgotten: the records
    /// keep their sequences and become durable with the next commit that says true, so call it again and do not
    /// append them again.
    /// </summary>
    /// <returns>False when the flash refused; the caller must not act on what it appended.</returns>
    bool Commit();

    /// <summary>The value last set under a key, or null. Do not change it; the next set of the key may reuse it.</summary>
    byte[] GetState(int key);

    /// <summary>Sets a small value (see <see cref="StateKeys"/>), which is copied; durable after the next <see cref="Commit"/>.</summary>
    /// <returns>False when the flash refused or the value is too long.</returns>
    bool SetState(int key, byte[] value);

    /// <summary>True when a value of so many bytes has room beside the other states.</summary>
    bool CanKeep(int key, int length);

    /// <summary>Shows every message of a stream that the journal still holds, oldest first.</summary>
    void Visit(int stream, IRecordVisitor visitor);
}
