namespace Wattline.Firmware.Storage;

/// <summary>Receives records from <see cref="IJournal.Visit"/>.</summary>
public interface IRecordVisitor
{
    /// <summary>One message, whole, as it is sent (the envelope). The buffer is reused after the call.</summary>
    void Record(long sequence, byte[] buffer, int offset, int count);
}
