Console.WriteLine("findata");
