namespace Wattline.Firmware.Meters;

public sealed partial class Dlt645Request
{
    /// <summary>Writes data (clause 7.5).</summary>
    /// <returns>False when it is longer than a frame may be.</returns>
    public bool Write(uint identifier, byte[] rights, int rightsOffset, byte[] data, int offset, int count)
    {
        if (count > Dlt645Limits.PayloadMax - 4 - RightsBytes)
        {
            return false;
        }

        Start(Dlt645Control.Write, 0, 0);
        Put(identifier, 4);
        Put(rights, rightsOffset, RightsBytes);
        Put(data, offset, count);
        return true;
    }

    /// <summary>Gives the meter that is alone on the line, and whose key is pressed, another address (clause 7.6).</summary>
    public void WriteAddress(byte[] address, int offset)
    {
        Start(Dlt645Control.WriteAddress, 0, 0);
        Put(address, offset, Dlt645Address.Bytes);
    }

    /// <summary>Changes a password (clause 7.9). Both are PA P0 P1 P2.</summary>
    public void ChangePassword(uint identifier, byte[] before, int beforeOffset, byte[] after, int afterOffset)
    {
        Start(Dlt645Control.ChangePassword, 0, 4);
        Put(identifier, 4);
        Put(before, beforeOffset, 4);
        Put(after, afterOffset, 4);
    }

    /// <summary>Sets the maximum demands back (clause 7.10).</summary>
    public void ResetDemand(byte[] rights, int offset) => Order(Dlt645Control.ResetDemand, rights, offset);

    /// <summary>Sets energies, demands, freezes, events and profiles back (clause 7.11).</summary>
    public void ClearMeter(byte[] rights, int offset) => Order(Dlt645Control.ClearMeter, rights, offset);

    /// <summary>Forgets the records of one event, or of all: FFFFFFFF (clause 7.12).</summary>
    public void ClearEvents(byte[] rights, int offset, uint identifier)
    {
        Order(Dlt645Control.ClearEvents, rights, offset);
        Put(identifier, 4);
    }

    /// <summary>Relay, alarm or keep-power (clause 7.13), not obeyed after a moment of the meter's clock.</summary>
    /// <param name="command">Of <see cref="Dlt645Relay"/>.</param>
    public void Relay(byte[] rights, int offset, int command, int year, int month, int day, int hour, int minute, int second)
    {
        Order(Dlt645Control.Relay, rights, offset);
        Data[Length++] = (byte)command;
        Data[Length++] = 0;
        PutMoment(year, month, day, hour, minute, second);
    }

    /// <summary>A frame of a security module, identifier first, passed through; the answer repeats the identifier.</summary>
    /// <returns>False when it is longer than a frame may be, or too short for an identifier.</returns>
    public bool Security(byte[] data, int offset, int count) => Raw(Dlt645Control.Security, data, offset, count, 4);

    /// <summary>Asks a -1997 meter for data; what follows has no numbers there.</summary>
    public void Read1997(int identifier, int expected)
    {
        Start(Dlt645Control.Read1997, 2, expected);
        FollowControl = Dlt645Control.ReadFollowing1997;
        Put((uint)identifier, 2);
    }

    /// <summary>Writes data of a -1997 meter; the password is four bytes: level, then three in wire order.</summary>
    /// <returns>False when it is longer than a frame may be.</returns>
    public bool Write1997(int identifier, byte[] password, int passwordOffset, byte[] data, int offset, int count)
    {
        if (count > Dlt645Limits.PayloadMax - 6)
        {
            return false;
        }

        Start(Dlt645Control.Write1997, 0, 0);
        Put((uint)identifier, 2);
        Put(password, passwordOffset, 4);
        Put(data, offset, count);
        return true;
    }

    private void Order(int control, byte[] rights, int offset)
    {
        Start(control, 0, 0);
        Put(rights, offset, RightsBytes);
    }
}
