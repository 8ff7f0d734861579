System.Console.WriteLine("vae-export");
