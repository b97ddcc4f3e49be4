namespace Wattline.Firmware.Meters;

/// <summary>Which requests may go to which address, whoever asks for it.</summary>
public static class Dlt645Rules
{
    /// <summary>
    /// False for what could change a meter that was not meant: everybody hears nothing but the time and "freeze now"
    /// (any other freeze field changes when all of them freeze by themselves), and a wildcard is asked only, except for
    /// the address of the one meter whose key is pressed. -1997 knows no wildcard: who is alone is asked as everybody.
    /// </summary>
    public static bool MayGo(Dlt645Request request, byte[] address, int offset)
    {
        if (request.Control == Dlt645Control.Freeze && !IsFreezeNow(request))
        {
            return false;
        }

        if (Dlt645Address.IsBroadcast(address, offset))
        {
            return request.Control is Dlt645Control.BroadcastTime or Dlt645Control.Freeze
                or Dlt645Control.Read1997 or Dlt645Control.ReadFollowing1997;
        }

        if (Dlt645Address.IsWildcard(address, offset))
        {
            return request.Control is Dlt645Control.Read or Dlt645Control.ReadFollowing or Dlt645Control.ReadAddress
                or Dlt645Control.Read1997 or Dlt645Control.ReadFollowing1997
                || (request.Control is Dlt645Control.WriteAddress or Dlt645Control.WriteAddress1997
                    && Dlt645Address.IsAnybody(address, offset));
        }

        return true;
    }

    /// <summary>False for what no meter answers: the time, and anything to everybody that is no question of -1997.</summary>
    public static bool IsAnswered(Dlt645Request request, byte[] address, int offset) =>
        request.Control != Dlt645Control.BroadcastTime
        && (!Dlt645Address.IsBroadcast(address, offset)
            || request.Control is Dlt645Control.Read1997 or Dlt645Control.ReadFollowing1997);

    private static bool IsFreezeNow(Dlt645Request request)
    {
        for (var i = 0; i < request.Length; i++)
        {
            if (request.Data[i] != 0x99)
            {
                return false;
            }
        }

        return request.Length == 4;
    }
}
